"""The application notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "terrace.web.notices"
    label = "notices"

    def ready(self) -> None:
        """Put the page of webhooks into the navigation; notices have the bell."""
        from terrace.web.ui import nav

        nav.register("notices:webhooks", _("Webhooks"), "webhook.change", order=70)
