"""The rules in memory: bound to the catalogue, renewed when its mark moves (a change of rules moves it too)."""

import threading

from terrace.facts.catalogue import conditions
from terrace.facts.catalogue import snapshot as catalogues
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.rules import specs
from terrace.facts.rules.models import Rule as Row
from terrace.facts.rules.specs import Rule, Rules

#: At most one: the newest.
_kept: dict[str, Rules] = {}
_lock = threading.Lock()


def current(catalogue: Snapshot | None = None) -> Rules:
    """The rules as they are now; with a catalogue that was just asked for, without asking the database again."""
    catalogue = catalogue or catalogues.current()
    if (kept := _kept.get(catalogue.mark)) is not None and kept.catalogue is catalogue:
        return kept
    with _lock:
        found = read(catalogue)
        _kept.clear()
        _kept[catalogue.mark] = found
    return found


def read(catalogue: Snapshot) -> Rules:
    """Read the rules in force, past those in memory."""
    rows = Row.objects.filter(retired=False).order_by("pack_id", "position", "code")
    # a rule of a pack that was loaded since the catalogue was read waits for the next mark
    known = [row for row in rows if catalogue.indicators.keys() >= {*conditions.condition(row.condition).codes}]
    return Rules(catalogue.mark, [bound(row, number, catalogue) for number, row in enumerate(known)], catalogue)


def bound(row: Row, position: int, catalogue: Snapshot) -> Rule:
    """A row with the ids of the catalogue."""
    condition = conditions.condition(row.condition)
    asked = tuple(specs.bind(term, catalogue) for term in condition.terms)
    return Rule(
        code=row.code,
        severity=row.severity,
        condition=condition,
        level=row.level,
        message_vi=row.message_vi,
        message_en=row.message_en,
        advice_vi=row.advice_vi,
        advice_en=row.advice_en,
        position=position,
        asked=asked,
        cells=specs.cells(zip(condition.terms, asked, strict=True), catalogue),
    )
