"""The application forecasting."""

from django.apps import AppConfig


class ForecastingConfig(AppConfig):
    name = "terrace.insight.forecasting"
    label = "forecasting"

    def ready(self) -> None:
        """Hearing marks what is touched; rounds make what is due, and go on with a refresh that was left."""
        from terrace.base.bus.duties import DUTIES, GATHER, Lane
        from terrace.base.packs.registry import TABLES
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline.events import DERIVED
        from terrace.insight.forecasting import handlers, refreshing, tables, waiting

        tables.register(TABLES)
        DUTIES.hear(f"{ACCEPTED}.*", "forecast-reports", handlers.accepted, Lane.PATIENT, rest=GATHER)
        DUTIES.hear(f"{DERIVED}.*", "forecast-figures", handlers.derived, Lane.PATIENT, rest=GATHER)
        DUTIES.hear("pack.loaded.*", "forecast-packs", handlers.changed, Lane.PATIENT)
        DUTIES.hear("place.changed.*", "forecast-places", handlers.changed, Lane.PATIENT)
        DUTIES.settle(waiting.ready, Lane.PATIENT)
        DUTIES.every(waiting.LOOK, "forecast-due", waiting.work, Lane.PATIENT)
        DUTIES.every(20, "forecast-headlines", waiting.headline, Lane.PATIENT)
        DUTIES.every(30, "forecast-refresh", refreshing.left, Lane.PATIENT)
