"""Making the sheet of a return: its rows with what is in force, with the figures before, and where they came from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from terrace.base.access.actors import Actor
from terrace.base.kernel.periods import Period
from terrace.base.people import queries as people
from terrace.base.places import index as places
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection import held as collected
from terrace.facts.collection import locks
from terrace.facts.collection.models import Finding, Reason
from terrace.facts.pipeline.queries import Asked, Reader
from terrace.facts.returns import forms, held, rights
from terrace.facts.returns.finding import Found
from terrace.facts.returns.held import HeldRow, RowKey
from terrace.facts.returns.life import APPROVE, FILLING, REOPEN, SEND_BACK
from terrace.facts.returns.models import Draft, Return, Step
from terrace.facts.returns.sheets import Rights, Sheet, SheetArea, SheetForm, SheetPeriod, SheetRow, SheetStep
from terrace.facts.rules import browser, judging
from terrace.facts.rules import snapshot as rule_snapshot
from terrace.facts.rules.cells import CellKey, Said

Figures = Mapping[RowKey, Decimal | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the figures of the rows."""

    last: Figures
    last_year: Figures
    given_by: Mapping[int, str]
    because: Mapping[RowKey, str]
    locked: frozenset[int]


def sheet(actor: Actor, found: Found, language: str) -> Sheet:
    """The return as the actor sees it."""
    row, form, today = found.row, found.form, timezone.localdate()
    kept = held.read(row, form)
    snapshot = catalogue.current()
    steps = history(row)
    rules, context = _judged(found, kept, snapshot)
    return Sheet(
        form=_form(form, snapshot, language),
        area=SheetArea(found.place.code, found.place.full_name),
        period=_period(found.period, language),
        source=form.source.code,
        state=row.state,
        opened=timezone.localtime(row.opened_at).date().isoformat(),
        due=row.due.isoformat(),
        cut_off=row.cut_off.isoformat(),
        days_left=(row.due - today).days,
        late=_late(row, today),
        remarks=[each for each in steps if each.text],
        history=steps,
        revision=held.revision(row, form, kept),
        answered=len(form.cells) - len(held.unanswered(form, kept)),
        asked=len(form.cells),
        spared=row.spared,
        may=may(actor, found),
        rows=_rows(found, kept, _beside(actor, found, kept, language), snapshot, language),
        rules=rules,
        context=context,
        draft=_draft(row, actor),
    )


def may(actor: Actor, found: Found) -> Rights:
    """What she may do with it as it stands."""
    row, form = found.row, found.form
    approves = rights.decides(actor, rights.APPROVE, form, [row.area_id])
    reopens = rights.decides(actor, rights.REOPEN, form, [row.area_id])
    another = row.submitted_by != (actor.person_id or 0)
    return Rights(
        fill=row.state in FILLING and rights.fills(actor, form, row.area_id),
        approve=row.state in APPROVE.starts and approves and another,
        send_back=row.state in SEND_BACK.starts and approves,
        reopen=row.state in REOPEN.starts and reopens,
    )


def history(row: Return) -> list[SheetStep]:
    """Its steps, the oldest first, with the names of those whom the reader may know."""
    steps = list(Step.objects.filter(made_of=row).order_by("pk"))
    names = people.names({step.person_id for step in steps if step.person_id})
    return [SheetStep(_stamp(step.at), names.get(step.person_id, ""), step.remark, step.verb) for step in steps]


def _stamp(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _late(row: Return, today: date) -> bool:
    return row.late_at is not None or (row.submitted_at is None and today > row.due)


def _form(form: forms.FormSpec, snapshot: Snapshot, language: str) -> SheetForm:
    sector = snapshot.sectors.get(form.sector)
    return SheetForm(
        form.code,
        form.name(language),
        form.regime.name(language),
        form.regime.kind,
        form.regime.authority(language),
        form.frequency.name.lower(),
        form.sector,
        sector.name(language) if sector else "",
    )


def _period(period: Period, language: str) -> SheetPeriod:
    return SheetPeriod(period.code, period.label(language), period.start.isoformat(), period.end.isoformat())


def _draft(row: Return, actor: Actor) -> dict[str, Any] | None:
    kept = Draft.objects.filter(made_of=row, person_id=actor.person_id or 0).first()
    return kept.content if kept else None


def _beside(actor: Actor, found: Found, kept: Mapping[RowKey, HeldRow], language: str) -> Beside:
    row, form, period = found.row, found.form, found.period
    before, year_ago = period.previous(), Period(period.frequency, period.year - 1, period.index)
    figures = _figures(actor, form, row.area_id, (before, year_ago))
    fixed = locks.among([(row.area_id, row.period, form.source.id)])
    return Beside(
        figures[before],
        figures[year_ago],
        _givers(row, kept, language),
        _reasons(row, kept),
        frozenset(each.indicator for each in fixed),
    )


def _figures(
    actor: Actor, form: forms.FormSpec, area: int, wanted: Iterable[Period]
) -> dict[Period, dict[RowKey, Decimal | None]]:
    """The figures of other periods; one reading for all of them."""
    reader, found = Reader(actor), {period: dict[RowKey, Decimal | None]() for period in wanted}
    there = [period for period in found if reader.index.version(area, period.end)]
    asked = [
        Asked(reader.snapshot.by_id[indicator], area, period, breakdown)
        for period in dict.fromkeys(there)
        for indicator, breakdown in form.cells
    ]
    for view in reader.tiles(asked):
        found[view.period][view.spec.id, view.breakdown_id] = view.value
    return found


def _givers(row: Return, kept: Mapping[RowKey, HeldRow], language: str) -> dict[int, str]:
    """By submission, where a figure came from that was not typed into this return."""
    by_submission = {each.submission: each for each in kept.values()}
    steps = Step.objects.filter(submission_id__in=by_submission).select_related("made_of")
    # one submission may have filled several returns: this one goes first
    through = {step.submission_id: step.made_of for step in sorted(steps, key=lambda step: step.made_of_id == row.pk)}
    known, sources = forms.current(), {source.id: source for source in catalogue.current().sources.values()}
    found = {}
    for number, each in by_submission.items():
        other = through.get(number)
        if other is not None and other.pk == row.pk:
            continue
        name = known.by_id[other.form_id].name(language) if other else sources[each.source].name(language)
        found[number] = f"{name} · {timezone.localtime(each.recorded_at):%d/%m/%Y}"
    return found


def _reasons(row: Return, kept: Mapping[RowKey, HeldRow]) -> dict[RowKey, str]:
    """Why a figure is right that a soft rule doubted."""
    wanted = {(*key, each.submission) for key, each in kept.items()}
    rows = Finding.objects.filter(
        submission_id__in={each.submission for each in kept.values()}, period=row.period, area_id=row.area_id
    ).exclude(because="")
    cells = rows.values_list("indicator_id", "breakdown_id", "submission_id", "because")
    return {(each[0], each[1]): each[3] for each in cells if each[:3] in wanted}


def _rows(
    found: Found, kept: Mapping[RowKey, HeldRow], beside: Beside, snapshot: Snapshot, language: str
) -> list[SheetRow]:
    rows = Counter(indicator for indicator, _ in found.form.cells)
    grouped = {indicator for indicator, count in rows.items() if count > 1}
    return [
        SheetRow(
            **_asked(key, snapshot, language, grouped=key[0] in grouped),
            **_figured(key, kept.get(key), beside),
            locked=key[0] in beside.locked,
            parts=_parts(key, set(found.form.cells), snapshot),
        )
        for key in found.form.cells
    ]


def _parts(key: RowKey, asked: set[RowKey], snapshot: Snapshot) -> list[list[str]]:
    """The rows that add up to this one, by group; a group that the form does not ask whole is left out."""
    spec = snapshot.by_id[key[0]]
    groups = (parts for parts in spec.margins.get(key[1], ()) if all((spec.id, part) in asked for part in parts))
    return [[f"{spec.code}|{snapshot.cells[part]}" for part in parts] for parts in groups]


def _asked(key: RowKey, snapshot: Snapshot, language: str, *, grouped: bool) -> dict[str, Any]:
    """What a row asks for."""
    spec, breakdown = snapshot.by_id[key[0]], key[1]
    return {
        "indicator": spec.code,
        "breakdown": snapshot.cells[breakdown] if breakdown else "",
        "label": snapshot.cell_label(breakdown, language) if breakdown else spec.name(language),
        "group": spec.name(language) if grouped else "",
        "unit": snapshot.unit(spec, language),
        "decimals": spec.decimals,
        "minimum": _digits(spec.minimum),
        "maximum": _digits(spec.maximum),
    }


def _figured(key: RowKey, kept: HeldRow | None, beside: Beside) -> dict[str, Any]:
    """What is known of a row."""
    return {
        "value": _digits(kept.value) if kept else None,
        "reason": (kept.reason or None) if kept else None,
        "because": beside.because.get(key),
        "last": _digits(beside.last.get(key)),
        "last_year": _digits(beside.last_year.get(key)),
        "given_by": beside.given_by.get(kept.submission) if kept else None,
    }


def _digits(value: Decimal | None) -> str | None:
    """Plain digits, without zeros at the end.

    >>> _digits(Decimal("100.50")), _digits(Decimal("1E+3")), _digits(None)
    ('100.5', '1000', None)
    """
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _judged(found: Found, kept: Mapping[RowKey, HeldRow], snapshot: Snapshot) -> tuple[list[Any], dict[str, str]]:
    """The rules that the browser judges with, and the figures beyond the return that they need."""
    rules, index = rule_snapshot.current(snapshot), places.current()
    row, form = found.row, found.form
    said: dict[CellKey, Said] = {(key[0], row.period, key[1], row.area_id): _said(kept.get(key)) for key in form.cells}
    codes = [snapshot.by_id[each].code for each in form.indicators]
    wanted = judging.needs(rules, said, index)
    known = collected.read(wanted | said.keys(), form.source.id)
    level = index.level(row.area_id)
    return browser.rules(rules, codes, level), browser.context(rules, said, known, index)


def _said(kept: HeldRow | None) -> Said:
    """What the rules take for a row; a row without a figure counts as missing, which only widens what is fetched."""
    if kept is None or (kept.value is None and not kept.reason):
        return int(Reason.MISSING)
    return int(Reason[kept.reason.upper()]) if kept.value is None else kept.value
