"""The application pipeline."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "terrace.facts.pipeline"
    label = "pipeline"

    def ready(self) -> None:
        from terrace.base.bus.duties import DUTIES
        from terrace.base.bus.events import PARTITIONS
        from terrace.facts.collection.events import ACCEPTED
        from terrace.facts.pipeline import handlers, rebuilding

        for number in range(PARTITIONS):
            DUTIES.hear(f"{ACCEPTED}.{number}", f"rollup-{number}", handlers.accepted)
        DUTIES.hear("pack.loaded.*", "rebuild-packs", rebuilding.pack_loaded)
        DUTIES.hear("place.changed.*", "rebuild-places", rebuilding.place_changed)
