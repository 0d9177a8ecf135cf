"""The application access."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "terrace.base.access"
    label = "access"

    def ready(self) -> None:
        post_migrate.connect(protect, sender=self)


def protect(using: str, **_: Any) -> None:
    """After every migration: the roles in SQL are those in code, and the web role has its rights and
    no more.
    """
    from terrace.base.access import actions, protection

    if "access_permission" not in connections[using].introspection.table_names():
        return  # migrated back to before there was access
    actions.store_permissions()
    protection.apply(connections[using])
