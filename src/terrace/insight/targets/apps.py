"""The application targets."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "terrace.insight.targets"
    label = "targets"

    def ready(self) -> None:
        from terrace.base.bus.duties import DUTIES, GATHER, Lane
        from terrace.base.packs.registry import TABLES
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline.events import DERIVED
        from terrace.insight.targets import events, handlers, recording, tables

        tables.register(TABLES)
        DUTIES.hear(f"{DERIVED}.*", "targets-figures", handlers.derived, Lane.PATIENT, rest=GATHER)
        DUTIES.hear(f"{ACCEPTED}.*", "targets-leaves", handlers.accepted, Lane.PATIENT, rest=GATHER)
        DUTIES.hear(f"{events.SET}.*", "targets-set", handlers.was_set, Lane.PATIENT)
        DUTIES.hear("pack.loaded.*", "targets-packs", handlers.loaded, Lane.PATIENT)
        DUTIES.every(recording.SECONDS, "targets-chances", recording.work, Lane.PATIENT)
