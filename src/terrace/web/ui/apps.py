"""The application ui."""

from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "terrace.web.ui"
    label = "ui"

    def ready(self) -> None:
        from terrace.web.ui import texts

        texts.refresh()
