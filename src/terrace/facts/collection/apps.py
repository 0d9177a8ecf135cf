"""The application collection."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "terrace.facts.collection"
    label = "collection"

    def ready(self) -> None:
        """Tell the catalogue which indicators have figures; serve the door on the stream."""
        from terrace.base.bus.duties import DUTIES
        from terrace.facts.catalogue import uses
        from terrace.facts.collection import queries, stream_door

        uses.register(queries.with_observations)
        DUTIES.serve("door", stream_door.run)
