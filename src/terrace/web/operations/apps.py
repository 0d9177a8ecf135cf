"""The application operations."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "terrace.web.operations"
    label = "operations"
