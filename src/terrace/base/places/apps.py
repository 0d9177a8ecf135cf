"""The application places."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "terrace.base.places"
    label = "places"

    def ready(self) -> None:
        from terrace.base.bus.duties import DUTIES
        from terrace.base.places import index

        DUTIES.settle(index.current)
