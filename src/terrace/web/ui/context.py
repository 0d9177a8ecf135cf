"""What the frame of every page needs, as the template variable `page`."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from terrace.base.access import policy, roles
from terrace.base.access.policy import Actor
from terrace.base.places import index
from terrace.web.ui import bell, nav
from terrace.web.ui.nav import Entry


@dataclass
class Page:
    """Who reads, in which language, from which address; worked out when asked for."""

    request: HttpRequest
    actor: Actor

    @property
    def language(self) -> str:
        return (get_language() or settings.LANGUAGE_CODE)[:2]

    @property
    def live_url(self) -> str:
        """Where the hub of server-sent events is."""
        return settings.LIVE_URL or "/live"

    @property
    def wall(self) -> bool:
        return self.request.GET.get("wall") == "1"

    @property
    def languages(self) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    @cached_property
    def nav(self) -> list[Entry]:
        return nav.entries(self.actor)

    @property
    def nav_first(self) -> list[Entry]:
        """What stands in the row; the rest is under one more entry."""
        return self.nav if len(self.nav) <= nav.ROW + 1 else self.nav[: nav.ROW]

    @property
    def nav_more(self) -> list[Entry]:
        return self.nav[len(self.nav_first) :]

    @property
    def here_in_more(self) -> bool:
        return self.here in {entry.href for entry in self.nav_more}

    @cached_property
    def unread(self) -> int:
        """How many notices wait for the reader, at most `bell.MOST`."""
        return bell.unread(self.actor)

    @property
    def unread_shown(self) -> str:
        return bell.shown(self.unread)

    @cached_property
    def here(self) -> str:
        """The entry that the page belongs to: the longest address that its own begins with."""
        addresses = (entry.href or "" for entry in self.nav)
        return max((each for each in addresses if self.request.path.startswith(each)), key=len, default="")

    @cached_property
    def role(self) -> str:
        """The role of the first grant that stands today."""
        held = next(iter(self._held), None)
        role = roles.ROLES.get(held.role) if held else None
        return (role.name.en if self.language == "en" else role.name.vi) if role else ""

    @cached_property
    def area(self) -> str:
        """The place of the same grant."""
        held = next(iter(self._held), None)
        version = index.current().version(held.area, timezone.localdate()) if held else None
        return (version.name_en if self.language == "en" else version.full_name) if version else ""

    @property
    def _held(self) -> list[policy.Held]:
        today = timezone.localdate()
        return [held for held in self.actor.grants if held.stands(today)]


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor; a request that was refused before its actor was known has nobody."""
    return {"page": Page(request, getattr(request, "actor", policy.ANONYMOUS))}
