"""The application bus."""

from django.apps import AppConfig

SEAL_SECONDS = 1.0


class BusConfig(AppConfig):
    name = "terrace.base.bus"
    label = "bus"

    def ready(self) -> None:
        """The audit stands below the bus: its sealing is registered here."""
        from terrace.base.audit import sealing
        from terrace.base.bus.duties import DUTIES

        DUTIES.every(SEAL_SECONDS, "sealing", sealing.seal)
