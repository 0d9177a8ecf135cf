"""The application returns."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "terrace.facts.returns"
    label = "returns"
