"""The application forecasting."""

from django.apps import AppConfig


class ForecastingConfig(AppConfig):
    name = "terrace.insight.forecasting"
    label = "forecasting"

    def ready(self) -> None:
        """Hearing marks what is touched; rounds make what is due, and go on with a refresh that was left."""
        from terrace.base.bus.duties import DUTIES
        from terrace.base.packs.registry import TABLES
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline.events import DERIVED
        from terrace.insight.forecasting import handlers, refreshing, tables, waiting

        tables.register(TABLES)
        DUTIES.hear(f"{ACCEPTED}.*", "forecast-reports", handlers.accepted)
        DUTIES.hear(f"{DERIVED}.*", "forecast-figures", handlers.derived)
        DUTIES.hear("pack.loaded.*", "forecast-packs", handlers.changed)
        DUTIES.hear("place.changed.*", "forecast-places", handlers.changed)
        DUTIES.settle(waiting.ready)
        DUTIES.every(0.5, "forecast-due", waiting.work)
        DUTIES.every(20, "forecast-headlines", waiting.headline)
        DUTIES.every(30, "forecast-refresh", refreshing.left)
