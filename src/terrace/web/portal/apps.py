"""The application portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "terrace.web.portal"
    label = "portal"
