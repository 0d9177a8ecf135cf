"""The application opendata."""

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "terrace.share.opendata"
    label = "opendata"

    def ready(self) -> None:
        """Hand the tables to the packs and the duties to the workers."""
        from terrace.base.bus.duties import DUTIES, GATHER, Lane
        from terrace.base.packs.registry import TABLES
        from terrace.facts.catalogue.releasing import RELEASED
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline.events import DERIVED
        from terrace.share.opendata import handlers, publishing, tables

        tables.register(TABLES)
        DUTIES.hear(f"{DERIVED}.*", "opendata-figures", handlers.derived, Lane.PATIENT, rest=GATHER)
        DUTIES.hear(f"{ACCEPTED}.*", "opendata-leaves", handlers.accepted, Lane.PATIENT, rest=GATHER)
        DUTIES.hear(f"{RELEASED}.*", "opendata-releases", handlers.released, Lane.PATIENT)
        DUTIES.hear("pack.loaded.*", "opendata-packs", handlers.everything, Lane.PATIENT)
        DUTIES.hear("place.changed.*", "opendata-places", handlers.everything, Lane.PATIENT)
        DUTIES.every(publishing.SECONDS, "opendata-publish", publishing.work, Lane.PATIENT)
