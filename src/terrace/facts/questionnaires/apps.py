"""The application questionnaires."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "terrace.facts.questionnaires"
    label = "questionnaires"

    def ready(self) -> None:
        """Register the tables of packs, and the round that counts answers which a dying process left over."""
        from terrace.base.bus.duties import DUTIES
        from terrace.base.packs.registry import TABLES
        from terrace.facts.questionnaires import receiving, tables

        tables.register(TABLES)
        DUTIES.every(60, "questionnaires-settle", receiving.settle)
