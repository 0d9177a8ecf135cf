"""The application bus."""

from django.apps import AppConfig


class BusConfig(AppConfig):
    name = "terrace.base.bus"
    label = "bus"
