"""The application catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "terrace.facts.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from terrace.base.bus.duties import DUTIES
        from terrace.base.packs.registry import TABLES
        from terrace.facts.catalogue import snapshot, tables

        tables.register(TABLES)
        DUTIES.settle(snapshot.current)
