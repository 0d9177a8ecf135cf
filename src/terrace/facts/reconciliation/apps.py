"""The application reconciliation."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "terrace.facts.reconciliation"
    label = "reconciliation"
