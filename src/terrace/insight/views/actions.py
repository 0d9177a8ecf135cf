"""Keeping a view, changing it, removing it. Each is one transaction with its audit entry."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import models as fields
from django.db import transaction
from django.utils import timezone

from terrace.base.access.actors import Held
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.kernel import text
from terrace.insight.views import problems, queries
from terrace.insight.views.models import LONGEST, MOST_VIEWS, Board, Kept, Picture, SavedView, Shared

SAVE, REMOVE = "view.save", "view.remove"
#: Signs of a name that its address keeps.
KEPT_SIGNS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """A view as somebody words it; `question` is that of the warehouse as JSON."""

    name: str
    question: dict[str, Any]
    picture: str = Picture.TABLE
    shared: str = Shared.NOBODY


def save(actor: Actor, wanted: Wanted) -> SavedView:
    """Keep a new view. Raises Refused."""
    own, content = owner(actor, SavedView), _content(wanted)
    with transaction.atomic():
        made = SavedView.objects.create(slug=slug(content["name"]), **own, **content)
        audit.record(SAVE, f"view/{made.slug}", actor.person_id, content)
    return made


def change(actor: Actor, address: str, wanted: Wanted) -> SavedView:
    """Put another question, name, picture or circle of readers in place of what a view of hers holds."""
    view = queries.view(actor, address)
    owned(actor, view)
    content = _content(wanted)
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(**content, changed_at=timezone.now())
        audit.record(SAVE, f"view/{view.slug}", actor.person_id, content)
    return queries.view(actor, address)


def remove(actor: Actor, address: str) -> None:
    """Remove a view of hers; boards lose the tiles that show it."""
    view = queries.view(actor, address)
    owned(actor, view)
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).delete()
        audit.record(REMOVE, f"view/{view.slug}", actor.person_id, {"name": view.name})


def _content(wanted: Wanted) -> dict[str, Any]:
    return {
        "name": name(wanted.name),
        "question": wanted.question,
        "picture": one_of(Picture, wanted.picture, "/picture"),
        "shared": one_of(Shared, wanted.shared, "/shared"),
    }


def name(written: str) -> str:
    """A name as it is stored; raises when there is none or it is too long."""
    tidy = text.tidy(written)
    if not tidy or len(tidy) > LONGEST:
        raise problems.NAME_WRONG.problem("/name", most=LONGEST)
    return tidy


def one_of(choices: type[fields.TextChoices], value: str, pointer: str) -> str:
    """The value, when it is one of the choices."""
    if value not in choices.values:
        raise problems.CHOICE_WRONG.problem(pointer, value=value[:40], choices=", ".join(choices.values))
    return value


def slug(named: str) -> str:
    """The end of an address: the name in plain letters, and a few signs that make it the only one.

    >>> slug("Sản lượng lúa")[:14]
    'san-luong-lua-'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", text.fold(named)).strip("-")[:KEPT_SIGNS].strip("-")
    return f"{plain or 'view'}-{secrets.token_hex(3)}"


def owner(actor: Actor, kind: type[SavedView] | type[Board]) -> dict[str, Any]:
    """Whose a new view or board is: she and her office. Raises when she keeps as many as one may."""
    held = office(actor)
    if kind.objects.filter(owner_id=actor.person_id).count() >= MOST_VIEWS:
        raise problems.TOO_MANY.problem("/name", most=MOST_VIEWS)
    return {"owner_id": actor.person_id, "area_id": held.area, "sector": held.sector}


def office(actor: Actor) -> Held:
    """The grant by which she reads figures: its place and sector are her office's."""
    today = timezone.localdate()
    held = next((each for each in actor.grants if each.stands(today) and each.gives("figure.read")), None)
    if held is None:
        raise problems.OFFICE_ABSENT.problem()
    return held


def owned(actor: Actor, kept: Kept) -> None:
    """Raises unless it is hers."""
    if kept.owner_id != actor.person_id:
        raise problems.OWNED.problem(name=kept.name)
