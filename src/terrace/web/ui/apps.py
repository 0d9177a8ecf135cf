"""The application ui."""

from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "terrace.web.ui"
    label = "ui"
