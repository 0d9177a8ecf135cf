"""The application reconciliation."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "terrace.facts.reconciliation"
    label = "reconciliation"

    def ready(self) -> None:
        from terrace.base.bus.duties import DUTIES, GATHER
        from terrace.base.packs.registry import TABLES
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline.events import DERIVED
        from terrace.facts.reconciliation import events, handlers, settling, tables

        tables.register(TABLES)
        DUTIES.hear(f"{ACCEPTED}.*", "reconcile-sources", handlers.accepted, rest=GATHER)
        DUTIES.hear(f"{ACCEPTED}.*", "suspicions", handlers.looked_at, rest=GATHER)
        DUTIES.hear(f"{DERIVED}.*", "reconcile-places", handlers.derived, rest=GATHER)
        DUTIES.hear(f"{events.SETTLED}.*", "settle", settling.heard_settled)
        DUTIES.hear(f"{events.AGREED}.*", "settle-back", settling.heard_agreed)
