"""The application gateways."""

from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "terrace.facts.gateways"
    label = "gateways"

    def ready(self) -> None:
        """Hand the tables to the packs and the formats to bulk; serve the durable stream, the offices, the inbox."""
        from terrace.base.bus.duties import DUTIES
        from terrace.base.packs.registry import TABLES
        from terrace.facts.bulk import formats
        from terrace.facts.gateways import durable, office_door, reading, tables
        from terrace.facts.gateways.inbox import watching

        tables.register(TABLES)
        for each in reading.FORMATS:
            formats.add(each)
        DUTIES.serve("durable", durable.run)
        DUTIES.serve("offices", office_door.run)
        DUTIES.every(watching.LOOK_SECONDS, "inbox", watching.look)
