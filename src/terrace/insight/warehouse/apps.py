"""The application warehouse."""

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "terrace.insight.warehouse"
    label = "warehouse"

    def ready(self) -> None:
        """What follows reports is prompt, so that analysis is fresh while forecasts compute; the rest may wait."""
        from terrace.base.bus.duties import DUTIES, GATHER, Lane
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline.events import DERIVED
        from terrace.insight.warehouse import handlers, tending

        DUTIES.hear(f"{ACCEPTED}.*", "warehouse-leaves", handlers.accepted, rest=GATHER)
        DUTIES.hear(f"{DERIVED}.*", "warehouse-figures", handlers.derived, rest=GATHER)
        DUTIES.hear("pack.loaded.*", "warehouse-packs", handlers.loaded, Lane.PATIENT)
        DUTIES.hear("place.changed.*", "warehouse-places", handlers.moved, Lane.PATIENT)
        DUTIES.every(20, "warehouse-tending", tending.work, Lane.PATIENT)
        DUTIES.serve("warehouse-fresh", tending.watch)
