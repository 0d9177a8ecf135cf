"""The application planning."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "terrace.insight.planning"
    label = "planning"

    def ready(self) -> None:
        """Hand the tables to the packs."""
        from terrace.base.packs.registry import TABLES
        from terrace.insight.planning import tables

        tables.register(TABLES)
