"""The application notify."""

from django.apps import AppConfig

#: Seconds between two looks at what is due by the clock.
ROUND_SECONDS = 5.0


class NotifyConfig(AppConfig):
    name = "terrace.base.notify"
    label = "notify"

    def ready(self) -> None:
        """Hand the table of moved days to the packs, the sending to the workers, links to their handlers."""
        from terrace.base.bus.duties import DUTIES
        from terrace.base.notify import actions, bounces, handlers, own, sending, tables
        from terrace.base.packs.registry import TABLES

        tables.register(TABLES)
        own.register()
        DUTIES.hear(f"{actions.MADE}.*", "notify-mail", handlers.made_mail)
        DUTIES.hear(f"{actions.MADE}.*", "notify-others", handlers.made_others)
        DUTIES.every(ROUND_SECONDS, "notify", sending.work)
        DUTIES.serve("bounces", bounces.run)
