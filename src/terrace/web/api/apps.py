"""The application api."""

from django.apps import AppConfig


class APIConfig(AppConfig):
    name = "terrace.web.api"
    label = "api"
