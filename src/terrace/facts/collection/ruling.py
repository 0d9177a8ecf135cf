"""The rules of the packs at the door: what they refuse, and what they take with a reason.

A hard rule that is broken refuses. A soft one refuses too, until the sender says why the figure is right: at one of
the facts concerned, or for the whole submission; then it is kept as a finding.

What is in force is read with one query for all submissions of a batch, and not at all when no rule asks for it. A
submission is judged against that, and against what those before it in the batch say when nothing refuses them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from terrace.base.kernel.problems import Fault
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.checking import Row
from terrace.facts.collection.deliveries import Checked, Explained
from terrace.facts.collection.held import Held, held_in
from terrace.facts.collection.intake import MOST_FAULTS
from terrace.facts.rules import judging
from terrace.facts.rules import snapshot as rules_snapshot
from terrace.facts.rules.broken import Broken
from terrace.facts.rules.cells import CellKey, Said
from terrace.facts.rules.specs import Rules


def judged(ready: Mapping[int, Checked], refused: Collection[int]) -> Iterator[tuple[int, Fault]]:
    """A fault (and whose) for each fact that breaks a rule; findings are noted in the submissions.

    What those already refused say is judged too, and counts for nobody after them.
    """
    rules = rules_snapshot.current(snapshot.current())
    said = {number: found for number, each in ready.items() if (found := _said(each.rows, rules))}
    if not said:
        return
    places = index.current()
    held = held_in(set[CellKey]().union(*(judging.needs(rules, found, places) for found in said.values())))
    for number, found in said.items():
        each = ready[number]
        faults = list(_faults(each, judging.judge(rules, found, held.by(each.source.id), places)))
        yield from ((number, fault) for fault in faults[:MOST_FAULTS])
        if not faults and number not in refused:
            _add(held, found, each.source.id)


def _said(rows: list[Row], rules: Rules) -> dict[CellKey, Said]:
    """What the rows say of indicators that some rule names."""
    named = rules.named
    if named.isdisjoint({row[0] for row in rows}):
        return {}
    return {row[:4]: row.reason if row.value is None else Decimal(row.value) for row in rows if row[0] in named}


def _add(held: Held, said: Mapping[CellKey, Said], source: int) -> None:
    """From now on this is what the source says."""
    for cell, value in said.items():
        if cell in held.wanted:
            held.say(cell, source, value)


def _faults(each: Checked, broken: list[Broken]) -> Iterator[Fault]:
    if not broken:
        return
    numbers = {row[:4]: number for number, row in enumerate(each.rows)}
    for one in broken:
        because = "" if one.rule.hard else _because(each, one, numbers)
        if because:
            each.findings.append(explained(one, because))
        else:
            fault = one.fault()
            yield from (replace(fault, pointer=f"/observations/{numbers[cell]}") for cell in one.cells)


def _because(each: Checked, broken: Broken, numbers: Mapping[CellKey, int]) -> str:
    """The reason at one of the facts concerned, else that of the whole submission."""
    intake = each.delivery.intake
    given = (intake.observations[numbers[cell]].because for cell in broken.cells)
    return next((found.strip() for found in given if found and found.strip()), intake.because.strip())


def explained(broken: Broken, because: str) -> Explained:
    detail: dict[str, object] = {
        "cells": broken.cells,
        "values": {name: None if value is None else str(value) for name, value in broken.values.items()},
        "message_vi": broken.message("vi"),
        "message_en": broken.message("en"),
    }
    return Explained(broken.rule.code, broken.rule.severity, broken.cells[0], because, detail)
