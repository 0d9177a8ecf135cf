"""The application of the pages of reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebReportsConfig(AppConfig):
    name = "terrace.web.reports"
    label = "web_reports"

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from terrace.web.ui import nav

        nav.register("reports:home", _("Reports"), "figure.read", order=25)
