"""Layouts that somebody explained once: kept, found again by the head of a sheet, forgotten."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from msgspec import structs

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.audit import actions as audit
from terrace.facts.workbooks import layouts, problems
from terrace.facts.workbooks.guessing import TOP
from terrace.facts.workbooks.layouts import Layout
from terrace.facts.workbooks.models import Mapping
from terrace.facts.workbooks.sheets import Sheet

SAVE, FORGET = "mapping.save", "mapping.forget"
#: Mappings that are looked through at the most, and signs of a name.
MOST, LONGEST_NAME = 500, 120


def hers(actor: Actor) -> list[Mapping]:
    """Those that she may use, newest first: her own before her office's."""
    with transaction.atomic(), policy.acting_as(actor):
        found = list(Mapping.objects.order_by("-created_at").select_related("person")[:MOST])
    return sorted(found, key=lambda each: each.person_id != actor.person_id)


def find(sheet: Sheet, known: Iterable[Mapping]) -> tuple[Mapping, Layout] | None:
    """The mapping of a sheet with this head, and its layout moved to where the head stands now."""
    by_head = {(each.fingerprint, Layout.read(each.layout).heads): each for each in reversed(list(known))}
    for count in sorted({heads for _, heads in by_head}):
        for row in range(min(TOP, len(sheet.rows))):
            mapping = by_head.get((layouts.fingerprint_at(sheet, row, count), count))
            if mapping is not None:
                return mapping, moved(Layout.read(mapping.layout), row)
    return None


def moved(layout: Layout, head: int) -> Layout:
    """The same layout with its head in another row."""
    return structs.replace(layout, head=head, first=layout.first + head - layout.head)


def save(actor: Actor, sheet: Sheet, layout: Layout, name: str) -> Mapping:
    """Keep a layout for next time; one with the same head takes the place of her former one."""
    place = office(actor)
    with transaction.atomic(), policy.acting_as(actor):
        mapping, _ = Mapping.objects.update_or_create(
            person_id=actor.person_id or 0,
            fingerprint=layouts.fingerprint(sheet, layout),
            defaults={"name": name.strip()[:LONGEST_NAME] or sheet.name, "area_id": place, "layout": layout.as_json()},
        )
        audit.record(SAVE, f"mapping/{mapping.pk}", actor.person_id, {"name": mapping.name})
    return mapping


def office(actor: Actor) -> int:
    """The broadest place where she hands in; raises 403 when there is none."""
    policy.demand(actor, "submission.create")
    today = timezone.localdate()
    giving = [held for held in actor.grants if held.stands(today) and held.gives("submission.create")]
    return min(giving, key=lambda held: held.level).area


def used(actor: Actor, mapping: Mapping) -> None:
    """Note that it served."""
    with transaction.atomic(), policy.acting_as(actor):
        Mapping.objects.filter(pk=mapping.pk).update(used_at=Now())


def forget(actor: Actor, number: int) -> None:
    """Delete her own mapping."""
    with transaction.atomic(), policy.acting_as(actor):
        count, _ = Mapping.objects.filter(pk=number, person_id=actor.person_id or 0).delete()
        if not count:
            raise problems.MAPPING_UNKNOWN.problem()
        audit.record(FORGET, f"mapping/{number}", actor.person_id, {})
