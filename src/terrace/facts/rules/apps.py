"""The application rules."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "terrace.facts.rules"
    label = "rules"

    def ready(self) -> None:
        from terrace.base.packs.registry import TABLES
        from terrace.facts.rules import loading

        loading.register(TABLES)
