"""The application audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "terrace.base.audit"
    label = "audit"
