"""The application kernel."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "terrace.base.kernel"
    label = "kernel"
