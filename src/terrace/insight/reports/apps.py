"""The application reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "terrace.insight.reports"
    label = "reports"

    def ready(self) -> None:
        """Tables of packs, what workers make and when, and how people are told."""
        from terrace.base.bus.duties import DUTIES, Lane
        from terrace.base.packs.registry import TABLES
        from terrace.insight.reports import making, scheduling, sending, tables

        tables.register(TABLES)
        sending.register()
        DUTIES.hear("report.asked.*", "reports-asked", making.asked)
        DUTIES.every(making.LOOK_SECONDS, "reports-left", making.work, Lane.PATIENT)
        DUTIES.every(scheduling.SECONDS, "reports-due", scheduling.work, Lane.PATIENT)
