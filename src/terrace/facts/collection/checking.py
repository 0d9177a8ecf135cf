"""The hard checks at the door: codes to ids, ranges, rights. All faults are found, not the first.

A `Checker` is made for one submission; `rows` are ready for the database when `faults` is empty.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from terrace.base.access.policy import Scope
from terrace.base.kernel import periods, text
from terrace.base.kernel.periods import Period
from terrace.base.kernel.problems import Fault
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot, SourceSpec
from terrace.facts.collection import original_problems, problems
from terrace.facts.collection.intake import MOST_FAULTS, Fact, Intake
from terrace.facts.collection.models import Reason, Status

#: Ids of indicator, period, breakdown and place.
CellKey = tuple[int, int, int, int]

REASONS = {reason.label: int(reason) for reason in Reason if reason}
STATUSES = {status.label: int(status) for status in Status}
LONGEST_NOTE, LONGEST_REASON, MOST_ATTACHMENTS = 4_000, 1_000, 100
#: Digits before and after the decimal sign that any value may have at the most.
WHOLE_DIGITS, SMALLEST_EXPONENT = 18, -12


class Row(NamedTuple):
    """One observation, ready for the database; `value` in plain digits."""

    indicator: int
    period: int
    breakdown: int
    area: int
    value: str | None
    reason: int
    status: int

    @property
    def cell(self) -> CellKey:
        return self[:4]


class Checker:
    """Checks one intake against the catalogue, the places and the rights of today."""

    def __init__(self, snapshot: Snapshot, index: Index, scope: Scope, today: date) -> None:
        self.snapshot, self.index, self.scope, self.today = snapshot, index, scope, today
        self.faults: list[Fault] = []
        self.rows: list[Row] = []
        self.seen: dict[CellKey, int] = {}
        self._placed: dict[tuple[object, ...], tuple[int, int]] = {}

    @property
    def spoken(self) -> frozenset[tuple[int, int]]:
        """The (place, period) that the rows speak of."""
        return frozenset(self._placed.values())

    def check(self, intake: Intake) -> SourceSpec | None:
        """Check everything; the source when it is known."""
        self.check_texts(intake)
        if not intake.observations:
            self._fault(problems.NOTHING.fault("/observations"))
        for number, fact in enumerate(intake.observations):
            self.check_fact(number, fact)
            if len(self.faults) >= MOST_FAULTS:
                break
        source = self.snapshot.sources.get(intake.source)
        if source is None:
            self._fault(problems.SOURCE_UNKNOWN.fault("/source", code=intake.source))
        return source

    def _fault(self, fault: Fault) -> None:
        self.faults.append(fault)

    def check_texts(self, intake: Intake) -> None:
        for name in ("source", "note"):
            if kind := written_wrong(getattr(intake, name)):
                self._fault(kind.fault(f"/{name}", text=getattr(intake, name)[:60]))
        self.check_because("", intake.because)
        if len(intake.attachments) > MOST_ATTACHMENTS:
            self._fault(original_problems.ATTACHMENTS_MANY.fault("/attachments", most=MOST_ATTACHMENTS))
        if len(intake.note) > LONGEST_NOTE or "\x00" in intake.note:
            self._fault(problems.NOTE_WRONG.fault("/note", most=LONGEST_NOTE))

    def check_because(self, pointer: str, because: str) -> None:
        if len(because) > LONGEST_REASON or "\x00" in because:
            self._fault(problems.BECAUSE_WRONG.fault(f"{pointer}/because", most=LONGEST_REASON))
        elif kind := written_wrong(because):
            self._fault(kind.fault(f"{pointer}/because", text=because[:60]))

    def check_fact(self, number: int, fact: Fact) -> None:
        spec = self.snapshot.indicators.get(fact.indicator)
        if spec is None:
            self._unknown(number, "indicator", fact.indicator, problems.INDICATOR_UNKNOWN)
            return
        if spec.retired:
            self._fault(problems.INDICATOR_RETIRED.fault(f"/observations/{number}/indicator", code=spec.code))
            return
        place = self._place(number, spec, fact.area, fact.period)
        breakdown = self.snapshot.breakdown(spec, fact.breakdown or "")
        if breakdown is None:
            self._fault(self._breakdown_fault(number, spec, fact))
        said = self._said(number, spec, fact)
        if fact.because is not None:
            self.check_because(f"/observations/{number}", fact.because)
        if place is None or breakdown is None or said is None:
            return
        area, period = place
        first = self.seen.setdefault((spec.id, period, breakdown, area), number)
        if first != number:
            self._fault(problems.DUPLICATE.fault(f"/observations/{number}", first=first))
        self.rows.append(Row(spec.id, period, breakdown, area, *said))

    def _unknown(self, number: int, name: str, code: str, kind: problems.Kind) -> None:
        kind = written_wrong(code) or kind
        self._fault(kind.fault(f"/observations/{number}/{name}", code=code[:60], text=code[:60]))

    def _place(self, number: int, spec: IndicatorSpec, area: str, period: str) -> tuple[int, int] | None:
        """Ids of place and period; a return repeats them, so each is looked up once."""
        key = (area, period, spec.frequency, spec.sector, spec.reported_at)
        if (found := self._placed.get(key)) is None:
            before = len(self.faults)
            found = self.look_up(f"/observations/{number}", spec, area, period)
            if found is not None and len(self.faults) == before:
                self._placed[key] = found
        return found

    def look_up(self, pointer: str, spec: IndicatorSpec, code: str, text: str) -> tuple[int, int] | None:
        period = self._period(pointer, spec, text)
        if period is None:
            return None
        area = self.index.resolve(code, period.end)
        if area is None:
            kind = written_wrong(code) or problems.AREA_UNKNOWN
            self._fault(kind.fault(f"{pointer}/area", code=code[:60], text=code[:60], day=period.end))
            return None
        if not self.scope.holds(area, spec.sector):
            self._fault(problems.ACCESS_DENIED.fault(f"{pointer}/area", code=code, sector=spec.sector))
        elif spec.reported_at is not None and self.index.level(area) > spec.reported_at:
            self._fault(problems.AREA_LEVEL.fault(f"{pointer}/area", code=code, indicator=spec.code))
        return area, period.id

    def _period(self, pointer: str, spec: IndicatorSpec, code: str) -> Period | None:
        if spec.reported_at is None:
            inputs = ", ".join(self.snapshot.by_id[each].code for each in spec.inputs)
            self._fault(problems.INDICATOR_DERIVED.fault(f"{pointer}/indicator", code=spec.code, inputs=inputs))
            return None
        try:
            period = periods.parse(code)
        except ValueError:
            self._fault(problems.PERIOD_UNKNOWN.fault(f"{pointer}/period", code=code[:40]))
            return None
        if period.frequency is not spec.frequency:
            wanted = periods.containing(self.today, spec.frequency).code
            self._fault(
                problems.PERIOD_FREQUENCY.fault(f"{pointer}/period", code=code, indicator=spec.code, wanted=wanted)
            )
        elif period.start > self.today:
            self._fault(problems.PERIOD_FUTURE.fault(f"{pointer}/period", code=code))
        return period

    def _breakdown_fault(self, number: int, spec: IndicatorSpec, fact: Fact) -> Fault:
        allowed = "; ".join(code for code in list(spec.breakdowns)[:12] if code) or "—"
        return problems.BREAKDOWN_UNKNOWN.fault(
            f"/observations/{number}/breakdown",
            indicator=spec.code,
            code=str(fact.breakdown)[:60],
            allowed=allowed,
        )

    def _said(self, number: int, spec: IndicatorSpec, fact: Fact) -> tuple[str | None, int, int] | None:
        """Value, reason and status as they are stored; None when a fault was found."""
        status = STATUSES.get(fact.status or "final")
        if status is None:
            self._fault(problems.STATUS_UNKNOWN.fault(f"/observations/{number}/status", code=fact.status))
            return None
        if (fact.value is None) == (fact.reason is None):
            self._fault(problems.VALUE_OR_REASON.fault(f"/observations/{number}"))
            return None
        if fact.value is None:
            return self._reason(number, fact, status)
        value = exact(fact.value, spec, self._fault, f"/observations/{number}/value")
        return None if value is None else (value, int(Reason.PRESENT), status)

    def _reason(self, number: int, fact: Fact, status: int) -> tuple[None, int, int] | None:
        reason = REASONS.get(fact.reason or "")
        if reason is None:
            self._fault(problems.REASON_UNKNOWN.fault(f"/observations/{number}/reason", code=fact.reason))
            return None
        return None, reason, status


def cells(intake: Intake, snapshot: Snapshot, index: Index) -> list[CellKey]:
    """The cells that an accepted intake speaks of."""
    found = []
    for fact in intake.observations:
        period, spec = periods.parse(fact.period), snapshot.indicators[fact.indicator]
        area, breakdown = index.resolve(fact.area, period.end), snapshot.breakdown(spec, fact.breakdown or "")
        if area is not None and breakdown is not None:
            found.append((spec.id, period.id, breakdown, area))
    return found


def exact(value: Decimal, spec: IndicatorSpec, fault: Callable[[Fault], None], pointer: str) -> str | None:
    """The digits of a value within the range and the decimals of its indicator."""
    plain = str(value)
    whole, _, fraction = plain.partition(".")
    if len(whole) > WHOLE_DIGITS or len(fraction) > spec.decimals or not (whole + fraction).isdigit():
        return _exact_at_length(value, spec, fault, pointer)
    if _outside(value, spec):
        fault(_range_fault(pointer, value, spec))
        return None
    return plain


def _outside(value: Decimal, spec: IndicatorSpec) -> bool:
    low, high = spec.minimum, spec.maximum
    return (low is not None and value < low) or (high is not None and value > high)


def _exact_at_length(value: Decimal, spec: IndicatorSpec, fault: Callable[[Fault], None], pointer: str) -> str | None:
    """The same for values that are not plain digits: with a sign, an exponent, or too many decimals."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) + exponent > WHOLE_DIGITS or exponent < SMALLEST_EXPONENT:
        fault(problems.VALUE_NOT_NUMBER.fault(pointer, value=str(value)[:40]))
        return None
    if -exponent > spec.decimals:
        if value != round(value, spec.decimals):
            wrong = {"value": value, "indicator": spec.code, "decimals": spec.decimals}
            fault(problems.VALUE_DECIMALS.fault(pointer, **wrong))
            return None
        value = round(value, spec.decimals)
    if _outside(value, spec):
        fault(_range_fault(pointer, value, spec))
        return None
    return format(value, "f")


def _range_fault(pointer: str, value: Decimal, spec: IndicatorSpec) -> Fault:
    return problems.VALUE_RANGE.fault(
        pointer,
        value=format(value, "f"),
        indicator=spec.code,
        minimum="−∞" if spec.minimum is None else format(spec.minimum.normalize(), "f"),
        maximum="∞" if spec.maximum is None else format(spec.maximum.normalize(), "f"),
        unit=spec.unit,
    )


def written_wrong(code: str) -> problems.Kind | None:
    """The kind of problem of a text in a legacy font or in decomposed Unicode; None when it is written right."""
    if text.looks_like_tcvn3(code):
        return problems.TEXT_LEGACY_FONT
    return None if text.is_nfc(code) else problems.TEXT_NOT_NFC
