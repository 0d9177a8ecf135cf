"""The application bulk."""

from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "terrace.facts.bulk"
    label = "bulk"

    def ready(self) -> None:
        """Our own formats; workers run what is queued: at once when they hear of it, else soon."""
        from terrace.base.bus.duties import DUTIES
        from terrace.facts.bulk import formats, readers, working

        for each in readers.OWN:
            formats.add(each)

        DUTIES.hear("bulk.queued.*", "bulk-jobs", working.queued)
        DUTIES.every(working.LOOK_SECONDS, "bulk-left", working.left)
