"""The application workspace."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "terrace.web.workspace"
    label = "workspace"

    def ready(self) -> None:
        """Put the page into the navigation."""
        from terrace.web.ui import nav

        nav.register("workspace:home", _("Returns"), "submission.create", order=10)
