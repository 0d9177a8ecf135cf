"""The tables of packs for plans: planning_norms (stages of schooling) and cohorts (indicators and their parts)."""

from collections.abc import Iterator
from typing import Any

from terrace.base.packs import columns, merging
from terrace.base.packs import problems as packs
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue import breakdowns
from terrace.facts.catalogue.models import Indicator, IndicatorBreakdown
from terrace.facts.catalogue.tables import NAMES, WORD
from terrace.insight.planning import problems
from terrace.insight.planning.models import Part, Role, Stage

OLDEST, GRADES, MOST, FARTHEST = 25, 15, 200, 200
NORMS = (
    columns.code("stage", *WORD),
    *NAMES,
    columns.integer("from_age", 0, OLDEST),
    columns.integer("to_age", 0, OLDEST),
    columns.integer("first_grade", 1, GRADES, required=False),
    columns.integer("last_grade", 1, GRADES, required=False),
    columns.integer("class_size", 1, MOST),
    columns.integer("school_classes", 1, MOST),
    columns.integer("reach_km", 0, FARTHEST),
    columns.integer("spread_km", 0, FARTHEST),
    columns.text("note_vi", "ghi chú", "a note in Vietnamese", required=False),
    columns.text("note_en", "ghi chú tiếng Anh", "a note", required=False),
)
COHORTS = (
    columns.choice("part", {word: word for word in Role.values}),
    columns.code("stage", *WORD, required=False),
    columns.integer("grade", 1, GRADES, required=False, empty=0),
    columns.code("indicator", *WORD),
    columns.text("breakdown", "một phân tổ, ví dụ GRADE=G01", "a breakdown such as GRADE=G01", required=False),
)


def register(registry: Registry) -> None:
    """Hand the tables to the packs."""
    registry.add(Table("planning_norms", NORMS, _norms), Table("cohorts", COHORTS, _cohorts))
    registry.finish(_finish)


def _norms(batch: Batch) -> Counts:
    for record in batch.sound:
        batch.faults.extend(_faults(record))
    if batch.faults:
        return Counts()
    rows = []
    for position, record in enumerate(batch.sound):
        values = dict(record.values)
        rows.append((record, {"code": values.pop("stage"), "position": position, **values}))
    return merging.merge(batch, Stage, ("code",), rows)


def _faults(record: Record) -> Iterator[Any]:
    values = record.values
    first, last = values["first_grade"], values["last_grade"]
    one_alone = (first is None) is not (last is None)
    if values["from_age"] > values["to_age"] or one_alone or (first is not None and first > last):
        yield problems.AGES.fault(record.pointer("from_age"), stage=values["stage"])


def _cohorts(batch: Batch) -> Counts:
    """The parts; breakdowns are checked when all indicators of the pack are there (`_finish`)."""
    if batch.faults:
        return Counts()
    indicators = dict(Indicator.objects.filter(retired=False).values_list("code", "pk"))
    stages = set(Stage.objects.values_list("code", flat=True))
    for record in batch.sound:
        batch.faults.extend(_unknown(record, "indicator", "indicators", "chỉ tiêu", set(indicators)))
        if record.values["stage"]:
            batch.faults.extend(_unknown(record, "stage", "planning_norms", "cấp học", stages))
    if batch.faults:
        return Counts()
    rows = [(each, _values(each, position, indicators)) for position, each in enumerate(batch.sound)]
    return merging.merge(batch, Part, ("role", "stage", "grade", "indicator_id"), rows)


def _unknown(record: Record, column: str, table: str, what_vi: str, known: set[str]) -> Iterator[Any]:
    text = record.values[column]
    if text not in known:
        near: dict[str, Any] = columns.meant(columns.nearest(text, known))
        words = {"text": text, "table": table, "what_vi": what_vi, "what_en": column}
        yield packs.UNKNOWN.fault(record.pointer(column), **words, **near)


def _values(record: Record, position: int, indicators: dict[str, int]) -> dict[str, Any]:
    values = dict(record.values)
    number = indicators[values.pop("indicator")]
    return {"role": values.pop("part"), "position": position, "indicator_id": number, **values}


def _finish(batch: Batch) -> None:
    """When the catalogue is whole: every breakdown is one of its indicator, every grade belongs to one stage."""
    if batch.faults or not (batch.raw.get("cohorts") or batch.raw.get("planning_norms")):
        return
    held = IndicatorBreakdown.objects.values_list("indicator__code", "breakdown__code")
    known = {(indicator, code) for indicator, code in held}
    for row in batch.raw.get("cohorts", ()):
        indicator, text = row.cells.get("indicator", ""), row.cells.get("breakdown", "")
        if text and (indicator, _canonical(text)) not in known:
            pointer = row.pointer("breakdown")
            batch.faults.append(problems.BREAKDOWN.fault(pointer, indicator=indicator, breakdown=text))
    _check_grades(batch)


def _canonical(text: str) -> str:
    try:
        return breakdowns.canonical(text)
    except ValueError:
        return text


def _check_grades(batch: Batch) -> None:
    spans = Stage.objects.filter(retired=False, first_grade__isnull=False).values_list("first_grade", "last_grade")
    held = sorted(grade for first, last in spans for grade in range(first or 1, (last or 0) + 1))
    wrong = next((number for number, grade in enumerate(held, start=1) if number != grade), None)
    rows = batch.raw.get("planning_norms", ())
    if wrong is not None and rows:
        batch.faults.append(problems.GRADES.fault(rows[0].pointer("first_grade"), grade=wrong))
