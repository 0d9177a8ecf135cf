"""Loading the lines of forms, and the cells that follow from them."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from terrace.base.packs import columns
from terrace.base.packs import problems as packs
from terrace.base.packs.registry import Batch, Counts, Record
from terrace.facts.catalogue import breakdowns
from terrace.facts.catalogue.models import Breakdown, Code, Indicator, IndicatorBreakdown
from terrace.facts.returns import problems
from terrace.facts.returns.models import Form, FormCell, FormLine

#: A form as people can still fill it in.
MOST_LINES = 500
Wanted = tuple[int, int, str, int]


def load(batch: Batch) -> Counts:
    """Bring the lines of this pack's forms to what its table says, in the order of the table."""
    forms = {form.code: form for form in Form.objects.filter(pack=batch.pack)}
    indicators = {each.code: each for each in Indicator.objects.all()}
    for record in batch.sound:
        batch.faults.extend(_faults(record, forms, indicators, batch))
    _check_twice(batch)
    if batch.faults:
        return Counts()
    wanted = [
        (forms[each.values["form"]].pk, indicators[each.values["indicator"]].pk, _written(each), position)
        for position, each in enumerate(batch.sound)
    ]
    names = {row.pk: row.code for row in indicators.values()}
    return _renew(wanted, {form.pk: code for code, form in forms.items()}, names)


def _faults(record: Record, forms: dict[str, Form], indicators: dict[str, Indicator], batch: Batch) -> Iterable[Any]:
    form, indicator = forms.get(record.values["form"]), indicators.get(record.values["indicator"])
    if form is None and record.values["form"] not in batch.texts("returns", "code"):
        yield _unknown(record, "form", "returns", ("biểu", "form"), forms)
    if indicator is None and record.values["indicator"] not in batch.texts("indicators", "code"):
        yield _unknown(record, "indicator", "indicators", ("chỉ tiêu", "indicator"), indicators)
    if form is not None and indicator is not None:
        yield from _misfits(record, form, indicator)


def _unknown(record: Record, column: str, table: str, what: tuple[str, str], known: Iterable[str]) -> Any:
    text = record.values[column]
    near: dict[str, Any] = columns.meant(columns.nearest(text, list(known)))
    return packs.UNKNOWN.fault(record.pointer(column), text=text, table=table, what_vi=what[0], what_en=what[1], **near)


def _misfits(record: Record, form: Form, indicator: Indicator) -> Iterable[Any]:
    """What is asked must be reportable: by this sector, in this frequency, at this level, in these breakdowns."""
    pointer, codes = record.pointer("indicator"), {"indicator": indicator.code, "form": form.code}
    if form.sector and indicator.sector_id != form.sector:
        yield problems.SECTOR.fault(pointer, **codes, found=indicator.sector_id, wanted=form.sector)
    if indicator.frequency != form.frequency:
        yield problems.FREQUENCY.fault(pointer, **codes)
    if indicator.reported_at is None or form.level > indicator.reported_at:
        yield problems.LEVEL.fault(pointer, **codes)
    if (text := record.values["breakdowns"]) and not _known_groups(text, indicator.breakdowns):
        pointer = record.pointer("breakdowns")
        yield problems.BREAKDOWNS.fault(pointer, **codes, text=text, known=indicator.breakdowns or "—")


def _known_groups(text: str, of_indicator: str) -> bool:
    """True when every group asked for is one of the indicator's, or a part of one."""
    try:
        asked, known = breakdowns.groups(text), breakdowns.groups(of_indicator)
    except breakdowns.GroupError:
        return False
    return all(any(set(group) <= set(each) for each in known) for group in asked)


def _check_twice(batch: Batch) -> None:
    seen: dict[tuple[str, str], Record] = {}
    for record in batch.sound:
        key = (record.values["form"], record.values["indicator"])
        if seen.setdefault(key, record) is not record:
            first = seen[key].row.number
            batch.faults.append(packs.DUPLICATE.fault(record.pointer("form"), key="=".join(key), first=first))


def _written(record: Record) -> str:
    text = record.values["breakdowns"]
    return breakdowns.written(breakdowns.groups(text)) if text else ""


def _renew(wanted: Sequence[Wanted], forms: dict[int, str], indicators: dict[int, str]) -> Counts:
    """Make the lines those wanted; what is already so is left alone."""
    rows = {(row.form_id, row.indicator_id): row for row in FormLine.objects.filter(form_id__in=forms)}
    new = {(form, indicator): (text, position) for form, indicator, text, position in wanted}
    added = [_line(key, *new[key]) for key in new if key not in rows]
    changed = [rows[key] for key in new if key in rows and (rows[key].breakdowns, rows[key].position) != new[key]]
    gone = [row for key, row in rows.items() if key not in new]
    for row in changed:
        row.breakdowns, row.position = new[row.form_id, row.indicator_id]
    FormLine.objects.filter(pk__in=[row.pk for row in gone]).delete()
    FormLine.objects.bulk_update(changed, ["breakdowns", "position"])
    FormLine.objects.bulk_create(added)

    def named(lines: list[FormLine]) -> tuple[str, ...]:
        return tuple(f"{forms[line.form_id]}={indicators[line.indicator_id]}" for line in lines)

    return Counts(named(added), named(changed), len(new) - len(added) - len(changed), named(gone))


def _line(key: tuple[int, int], text: str, position: int) -> FormLine:
    return FormLine(form_id=key[0], indicator_id=key[1], breakdowns=text, position=position)


def finish(batch: Batch) -> None:
    """After all tables: no form of this pack is empty, and the cells of every form are made again."""
    if batch.faults:
        return
    filled = set(FormLine.objects.values_list("form_id", flat=True))
    for form in Form.objects.filter(pack=batch.pack, retired=False).exclude(pk__in=filled):
        batch.faults.append(problems.FORM_EMPTY.fault(f"returns:{form.code}", form=form.code))
    if not batch.faults:
        _renew_cells()


def _renew_cells() -> None:
    """The rows of every form: each line's total, then its groups, part by part."""
    lines = FormLine.objects.order_by("form_id", "position")
    codes, ids = _codes(), dict(Breakdown.objects.values_list("code", "pk"))
    allowed = set(IndicatorBreakdown.objects.values_list("indicator_id", "breakdown_id"))
    wanted: dict[tuple[int, int, int], int] = {}
    for line in lines:
        for cell in cells(line.breakdowns, codes):
            if not cell or (line.indicator_id, ids.get(cell, 0)) in allowed:
                wanted.setdefault((line.form_id, line.indicator_id, ids[cell]), len(wanted))
    rows = {(row.form_id, row.indicator_id, row.breakdown_id): row for row in FormCell.objects.all()}
    _write_cells(wanted, rows)


def _codes() -> dict[str, list[str]]:
    """Codes of each dimension in use, in order."""
    found: dict[str, list[str]] = {}
    rows = Code.objects.filter(retired=False).order_by("position", "code")
    for dimension, code in rows.values_list("dimension_id", "code"):
        found.setdefault(dimension, []).append(code)
    return found


def _write_cells(wanted: dict[tuple[int, int, int], int], rows: dict[tuple[int, int, int], FormCell]) -> None:
    FormCell.objects.filter(pk__in=[row.pk for key, row in rows.items() if key not in wanted]).delete()
    moved = [row for key, row in rows.items() if key in wanted and row.position != wanted[key]]
    for row in moved:
        row.position = wanted[row.form_id, row.indicator_id, row.breakdown_id]
    FormCell.objects.bulk_update(moved, ["position"])
    FormCell.objects.bulk_create(
        FormCell(form_id=key[0], indicator_id=key[1], breakdown_id=key[2], position=position)
        for key, position in wanted.items()
        if key not in rows
    )


def cells(text: str, codes: dict[str, list[str]]) -> list[str]:
    """The cells of a line: the total, then every cell of each group.

    >>> cells("SEX", {"SEX": ["M", "F"]})
    ['', 'SEX=M', 'SEX=F']
    """
    groups = breakdowns.groups(text) if text else ()
    parts = (
        breakdowns.code(dict(zip(group, each, strict=True)))
        for group in groups
        for each in itertools.product(*(codes[name] for name in group))
    )
    return list(dict.fromkeys(("", *parts)))
