"""The application explore."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExploreConfig(AppConfig):
    name = "terrace.web.explore"
    label = "explore"

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from terrace.web.ui import nav

        nav.register("explore:home", _("Analysis"), "figure.read", order=22)
        nav.register("explore:boards", _("Boards"), "figure.read", order=25)
