"""The table `rules` of packs: conditions are read, named indicators are looked up, texts are checked."""

from collections.abc import Iterable, Iterator
from typing import Any

from terrace.base.kernel.problems import Fault, Refused
from terrace.base.packs import columns
from terrace.base.packs.merging import check, merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue import breakdowns, conditions
from terrace.facts.catalogue.conditions import Condition
from terrace.facts.catalogue.models import Indicator
from terrace.facts.catalogue.tables import LEVELS, SLUG
from terrace.facts.rules import messages, problems
from terrace.facts.rules.models import Rule, Severity

TEXTS = ("message_vi", "message_en", "advice_vi", "advice_en")
COLUMNS = (
    columns.code("code", *SLUG),
    columns.choice("severity", {word: word for word in Severity.values}),
    columns.text("condition", "điều kiện phải đúng", "a condition that must hold"),
    columns.choice("level", LEVELS, required=False),
    columns.text("message_vi", "câu báo lỗi tiếng Việt", "what is wrong, in Vietnamese"),
    columns.text("message_en", "câu báo lỗi tiếng Anh", "what is wrong, in English"),
    columns.text("advice_vi", "lời hướng dẫn tiếng Việt", "what to do, in Vietnamese"),
    columns.text("advice_en", "lời hướng dẫn tiếng Anh", "what to do, in English"),
)


def register(registry: Registry) -> None:
    """Hand the table to the packs."""
    registry.add(Table("rules", COLUMNS, load))
    registry.finish(finish)


def load(batch: Batch) -> Counts:
    """Bring the rules to what the pack says."""
    check(batch, Rule, ("code",), [((record.values["code"],), record) for record in batch.sound])
    known = {row.code: row for row in Indicator.objects.all()}
    for record in batch.sound:
        batch.faults.extend(_faults(record, known, batch.texts("indicators", "code")))
    rows = [(record, record.values | {"position": number}) for number, record in enumerate(batch.sound)]
    return merge(batch, Rule, ("code",), rows) if not batch.faults else Counts()


def finish(batch: Batch) -> None:
    """After all tables: no rule in force names an indicator that was retired."""
    retired = set(Indicator.objects.filter(retired=True).values_list("code", flat=True))
    for row in Rule.objects.filter(retired=False).order_by("code") if retired else ():
        for code in sorted(retired & set(conditions.condition(row.condition).codes)):
            values = {"code": code, "rule": row.code, "pack": row.pack_id}
            batch.faults.append(problems.STILL_USED.fault(f"rules:{row.code}", **values))


def _faults(record: Record, known: dict[str, Indicator], coming: set[str]) -> Iterable[Fault]:
    """What is wrong in one row; `coming` are codes of this pack, which may have faults of their own."""
    pointer = record.pointer("condition")
    try:
        condition = conditions.condition(record.values["condition"], pointer)
    except Refused as refused:
        return refused.faults
    found = [*_text_faults(record, condition)]
    strange = [term for term in condition.terms if term.code not in known]
    for term in {term.code: term for term in reversed(strange) if term.code not in coming}.values():
        near: dict[str, Any] = columns.meant(columns.nearest(term.code, {*known, *coming}))
        found.append(problems.INPUT.fault(pointer, code=term.code, position=term.start + 1, **near))
    return found if strange else [*found, *_misfits(pointer, condition, known)]


def _text_faults(record: Record, condition: Condition) -> Iterator[Fault]:
    asked = {term.code if term.word in conditions.MARKS else term.name for term in condition.terms}
    for column in TEXTS:
        for name in messages.places(record.values[column]):
            if name not in asked:
                known = ", ".join(f"{{{each}}}" for each in sorted(asked))
                yield problems.PLACE.fault(record.pointer(column), name=name, known=known)


def _misfits(pointer: str, condition: Condition, known: dict[str, Indicator]) -> Iterator[Fault]:
    """Indicators that are computed only, or of another frequency; groups that they do not have."""
    first = known[condition.codes[0]]
    for spec in map(known.__getitem__, condition.codes):
        if spec.reported_at is None:
            inputs = spec.formula
            yield problems.DERIVED.fault(pointer, code=spec.code, inputs=inputs)
        if spec.frequency != first.frequency:
            yield problems.FREQUENCY.fault(pointer, code=spec.code, other=first.code)
    for term in condition.terms:
        groups = breakdowns.groups(known[term.code].breakdowns)
        if term.word == "parts" and term.group not in groups:
            written = breakdowns.written(groups) or "—"
            yield problems.GROUP.fault(pointer, code=term.code, group="*".join(term.group), known=written)
