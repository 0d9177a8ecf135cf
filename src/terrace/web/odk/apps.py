"""The application odk."""

from django.apps import AppConfig


class OdkConfig(AppConfig):
    name = "terrace.web.odk"
    label = "odk"
