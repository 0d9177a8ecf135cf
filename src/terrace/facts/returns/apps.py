"""The application returns."""

from django.apps import AppConfig

#: Seconds between two looks at the clock.
OPENING_SECONDS, BURDEN_SECONDS = 60.0, 3600.0


class ReturnsConfig(AppConfig):
    name = "terrace.facts.returns"
    label = "returns"

    def ready(self) -> None:
        """Hand the tables to the packs, the rounds to the workers."""
        from terrace.base.bus.duties import DUTIES, Lane
        from terrace.base.packs.registry import TABLES
        from terrace.facts.returns import burden, opening, tables, telling

        tables.register(TABLES)
        telling.register()
        DUTIES.every(OPENING_SECONDS, "returns", opening.keep_time)
        DUTIES.every(BURDEN_SECONDS, "returns-burden", burden.keep_up, Lane.PATIENT)
