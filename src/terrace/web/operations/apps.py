"""The application operations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "terrace.web.operations"
    label = "operations"

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from terrace.web.ui import nav

        nav.register("operations:jobs", _("Files"), "submission.create", order=60)
        nav.register("operations:home", _("Operations"), "operations.view", order=20)
        nav.register("operations:warnings", _("Warnings"), "warning.read", order=21, also=("health.read",))
        nav.register("operations:health", _("Health of the system"), "health.read", order=23)
        nav.register("operations:forecasts", _("Forecasts"), "operations.view", order=26)
        nav.register("operations:targets", _("Plans"), "operations.view", order=24)
        nav.register("operations:planning", _("School places"), "operations.view", order=34)
        nav.register("operations:scenarios", _("What if …?"), "operations.view", order=36)
        nav.register("operations:conflicts", _("Conflicting figures"), "operations.view", order=38)
