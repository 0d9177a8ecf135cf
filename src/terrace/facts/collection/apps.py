"""The application collection."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "terrace.facts.collection"
    label = "collection"

    def ready(self) -> None:
        """Tell the catalogue which indicators have figures."""
        from terrace.facts.catalogue import uses
        from terrace.facts.collection import queries

        uses.register(queries.with_observations)
