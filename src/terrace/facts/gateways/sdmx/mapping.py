"""What the codes of a message mean here: the rows of `sdmx_flows` and `sdmx_maps`, looked up for each observation.

Every component of an observation must be named by a row, and every code; nothing is guessed. What has no row is a
fault, named once in a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from terrace.base.kernel.problems import Fault
from terrace.base.places.index import Index
from terrace.facts.catalogue import breakdowns
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.facts.collection.intake import Fact
from terrace.facts.gateways import exact, problems
from terrace.facts.gateways.models import ANY_FLOW, Meaning, SdmxFlow, SdmxMap
from terrace.facts.gateways.sdmx import times
from terrace.facts.gateways.sdmx.messages import TIME, VALUE, Action, Reported, Structure

FREQUENCY, MULTIPLIER = "FREQ", "UNIT_MULT"
#: Components whose meaning the standard gives; every other one needs a row.
STANDARD = frozenset({TIME, VALUE, FREQUENCY, MULTIPLIER})
ANY, SAME = "*", "="
#: How the standard writes a number that is not there.
NO_NUMBER = frozenset({"NaN", "nan", "#N/A"})


#: A value, or the reason why there is none.
Number = tuple[Decimal | None, str | None]


@dataclass(frozen=True, slots=True)
class Says:
    """One row of the table."""

    meaning: str
    target: str
    factor: Decimal
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow with the rows that hold for it, by component and code."""

    code: str
    source: str
    rows: Mapping[tuple[str, str], tuple[Says, ...]]

    def says(self, component: str, code: str) -> tuple[Says, ...] | None:
        """What the code says; None when no row speaks of it."""
        return self.rows.get((component, code)) or self.rows.get((component, ANY))

    def knows(self, component: str) -> bool:
        return any(each == component for each, _ in self.rows)


@dataclass(slots=True)
class Meant:
    """What the codes of an observation mean together, its period and its number aside."""

    flow: Flow
    indicator: str = ""
    places: list[str] = field(default_factory=list)
    breakdown: dict[str, str] = field(default_factory=dict)
    status: str | None = None
    reason: str | None = None
    because: str | None = None
    factor: Decimal = Decimal(1)
    decimals: int | None = None
    units: set[str] = field(default_factory=set)
    skipped: bool = False


class Table:
    """The flows of all packs, read once for a file."""

    def __init__(self, flows: Iterable[SdmxFlow], maps: Iterable[SdmxMap]) -> None:
        rows: dict[str, dict[tuple[str, str], tuple[Says, ...]]] = {}
        for each in maps:
            said = Says(each.meaning, each.target, each.factor.normalize(), each.decimals)
            held = rows.setdefault(each.flow, {})
            key = (each.component, each.code)
            held[key] = (*held.get(key, ()), said)
        common = rows.get(ANY_FLOW, {})
        self._flows = {
            (each.agency, each.structure, each.version): Flow(
                each.code, each.source, _own_before_common(rows.get(each.code, {}), common)
            )
            for each in flows
        }

    def flow(self, structure: Structure) -> Flow | None:
        """The flow of just this version, else that of any version."""
        exactly = (structure.agency, structure.id, structure.version)
        return self._flows.get(exactly) or self._flows.get((structure.agency, structure.id, ""))


def _own_before_common(
    own: dict[tuple[str, str], tuple[Says, ...]], common: dict[tuple[str, str], tuple[Says, ...]]
) -> dict[tuple[str, str], tuple[Says, ...]]:
    """A flow that says of a component what any code means is not overruled by the rows of all flows."""
    whole = {component for component, code in own if code == ANY}
    return {key: said for key, said in common.items() if key[0] not in whole} | own


def table() -> Table:
    """The table as it is now."""
    return Table(SdmxFlow.objects.filter(retired=False), SdmxMap.objects.filter(retired=False))


class Mapper:
    """Turns observations into facts; what was found for a combination of codes is remembered."""

    def __init__(self, table: Table, index: Index, snapshot: Snapshot) -> None:
        self.table, self.index, self.snapshot = table, index, snapshot
        self.sources: set[str] = set()
        self._kept: dict[tuple[Structure, frozenset[tuple[str, str]]], Meant | None] = {}
        self._placed: dict[tuple[tuple[str, ...], str], str | None] = {}
        self._told: set[tuple[str, ...]] = set()
        self.faults: list[Fault] = []

    def fact(self, said: Reported) -> Fact | None:
        """The fact; None when it is left out on purpose or cannot be mapped (then `faults` grew, once a code)."""
        codes = {name: code for name, code in said.said.items() if name not in (TIME, VALUE, MULTIPLIER)}
        key = (said.structure, frozenset(codes.items()))
        if key not in self._kept:
            self._kept[key] = self._meant(said, codes)
        meant = self._kept[key]
        if meant is None or meant.skipped:
            return None
        return self._fact(said, meant)

    def _fault(self, once: tuple[str, ...], fault: Fault) -> None:
        if once not in self._told:
            self._told.add(once)
            self.faults.append(fault)

    # what codes mean

    def _meant(self, said: Reported, codes: Mapping[str, str]) -> Meant | None:
        flow = self.table.flow(said.structure)
        if flow is None:
            fault = problems.SDMX_FLOW.fault(said.position, structure=said.structure)
            self._fault(("flow", str(said.structure)), fault)
            return None
        self.sources.add(flow.source)
        meant, before = Meant(flow), len(self._told)
        unknown = [name for name, code in codes.items() if not self._apply(said, meant, name, code)]
        if meant.skipped:
            return meant
        if unknown or len(self._told) > before:
            return None
        return meant if self._whole(said, meant) else None

    def _apply(self, said: Reported, meant: Meant, component: str, code: str) -> bool:
        """Let the code speak; False when no row knows it."""
        rows = meant.flow.says(component, code)
        if rows is None:
            if component in STANDARD:
                return True
            self._unmapped(said, meant.flow, component, code)
            return False
        for each in rows:
            self._say(said, meant, each, code)
        return True

    def _unmapped(self, said: Reported, flow: Flow, component: str, code: str) -> None:
        values = {"component": component, "code": code[:60], "structure": said.structure}
        kind = problems.SDMX_CODE if flow.knows(component) else problems.SDMX_COMPONENT
        once = (kind.code, str(said.structure), component, code if flow.knows(component) else "")
        self._fault(once, kind.fault(f"{said.position}:{component}", **values))

    def _say(self, said: Reported, meant: Meant, row: Says, code: str) -> None:
        target = code if row.target == SAME else row.target
        match row.meaning:
            case Meaning.INDICATOR | Meaning.STATUS | Meaning.REASON | Meaning.BECAUSE:
                self._one(said, meant, row.meaning, target)
            case Meaning.PLACE:
                meant.places.append(target)
            case Meaning.BREAKDOWN:
                self._break(said, meant, target.replace(ANY, code), code)
            case Meaning.UNIT:
                meant.units.add(target)
            case Meaning.SKIP:
                meant.skipped = True
        meant.factor = exact.times(meant.factor, row.factor)
        meant.decimals = row.decimals if row.decimals is not None else meant.decimals

    def _one(self, said: Reported, meant: Meant, name: str, target: str) -> None:
        """Set what an observation has once; two different ones are a fault."""
        before = getattr(meant, name)
        if before and before != target:
            self._two(said, name, f"{before}, {target}")
        setattr(meant, name, target)

    def _break(self, said: Reported, meant: Meant, text: str, code: str) -> None:
        try:
            parts = breakdowns.canonical(text).split(";")
        except ValueError:
            fault = problems.SDMX_BREAKDOWN.fault(said.position, code=code[:60])
            self._fault(("breakdown", code), fault)
            return
        for part in filter(None, parts):
            dimension, _, member = part.partition("=")
            if meant.breakdown.setdefault(dimension, member) != member:
                self._two(said, dimension, f"{meant.breakdown[dimension]}, {member}")

    def _two(self, said: Reported, name: str, found: str) -> None:
        self._fault(("two", name, found), problems.SDMX_TWO.fault(said.position, meaning=name, found=found))

    def _whole(self, said: Reported, meant: Meant) -> bool:
        for name, found in (("indicator", meant.indicator), ("place", meant.places)):
            if not found:
                once = ("none", name, *min(said.said.items() - {(TIME, said.said.get(TIME, ""))}))
                self._fault(once, problems.SDMX_NONE.fault(said.position, meaning=name))
                return False
        return self._unit(said, meant)

    def _unit(self, said: Reported, meant: Meant) -> bool:
        """The unit that the message names is that of the indicator: an index of another base is another figure."""
        spec = self.snapshot.indicators.get(meant.indicator)
        if spec is None or meant.units <= {spec.unit}:
            return True
        values = {"indicator": spec.code, "unit": spec.unit, "found": ", ".join(sorted(meant.units))}
        self._fault(("unit", *values.values()), problems.SDMX_UNIT.fault(said.position, **values))
        return False

    # period, place, number

    def _fact(self, said: Reported, meant: Meant) -> Fact | None:
        text, frequency = said.said.get(TIME, ""), said.said.get(FREQUENCY, "")
        if not text and said.action is Action.DELETE:
            self._fault(("bulk", said.position), problems.SDMX_DELETE_BULK.fault(said.position, component=TIME))
            return None
        try:
            period = times.period(text, frequency).code
            return self._made(said, meant, period, self._number(said, meant))
        except exact.Wrong as wrong:
            self._fault(("number", said.position), wrong.fault(f"{said.position}:{VALUE}"))
        except ValueError as wrong:
            values = {"text": text[:40], "detail": wrong}
            self._fault(("time", said.position), problems.SDMX_TIME.fault(f"{said.position}:{TIME}", **values))
        return None

    def _made(self, said: Reported, meant: Meant, period: str, number: Number) -> Fact | None:
        value, reason = number
        place = self._place(meant, period)
        if place is None:
            self._two(said, "place", ", ".join(meant.places))
        elif value is None and reason is None:
            self._fault(("value", said.position), problems.VALUE_MISSING.fault(f"{said.position}:{VALUE}"))
        elif value is not None and reason is not None:
            fault = problems.VALUE_AND_REASON.fault(f"{said.position}:{VALUE}", text=value)
            self._fault(("value", said.position), fault)
        else:
            cell = breakdowns.code(meant.breakdown) or None
            return Fact(meant.indicator, place, period, value, reason, cell, meant.status, meant.because)
        return None

    def _place(self, meant: Meant, period: str) -> str | None:
        """The finest of the places that the codes name, if it lies in all others; codes are those of the period."""
        named = tuple(dict.fromkeys(meant.places))
        if len(named) == 1:
            return named[0]
        key = (named, period)
        if key not in self._placed:
            self._placed[key] = self._finest(named, period)
        return self._placed[key]

    def _finest(self, named: tuple[str, ...], period: str) -> str | None:
        day = times.period(period).end
        places = {code: self.index.resolve(code, day) for code in named}
        found = {code: number for code, number in places.items() if number is not None}
        if len(found) < len(named):
            return next(code for code in named if code not in found)  # the door says that it does not exist
        for code, number in found.items():
            if set(found.values()) <= {number, *self.index.ancestors(number, day)}:
                return code
        return None

    def _number(self, said: Reported, meant: Meant) -> Number:
        """The value, or the reason why there is none; both None when the message says neither."""
        text = said.said.get(VALUE, "")
        empty = not text or text in NO_NUMBER
        if said.action is Action.DELETE or (said.action is Action.REPLACE and empty and meant.reason is None):
            return None, "missing"
        if empty:
            return None, meant.reason
        factor = exact.times(exact.power(said.said.get(MULTIPLIER, "")), meant.factor)
        return exact.scaled(exact.number(text), factor, meant.decimals), meant.reason
