"""The application odk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OdkConfig(AppConfig):
    name = "terrace.web.odk"
    label = "odk"

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from terrace.web.ui import nav

        nav.register("odk:home", _("Questionnaires"), "submission.create", order=32)
        nav.register("odk:forms", _("Forms"), "questionnaire.change", order=55)
