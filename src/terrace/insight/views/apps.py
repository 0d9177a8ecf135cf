"""The application views."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "terrace.insight.views"
    label = "views"
