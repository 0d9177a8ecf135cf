"""The application workspace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "terrace.web.workspace"
    label = "workspace"

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from terrace.web.ui import nav

        nav.register("workspace:home", _("Returns"), "submission.create", order=10)
        nav.register("workspace:oversight", _("Progress of returns"), "operations.view", order=22)
