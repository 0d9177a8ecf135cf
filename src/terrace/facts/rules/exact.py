"""Judging cell by cell with decimals: what a rule means. The other ways are held against this one."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terrace.base.kernel import periods
from terrace.base.places.index import Index
from terrace.facts.rules import cells
from terrace.facts.rules.broken import Broken
from terrace.facts.rules.cells import CellKey, Said
from terrace.facts.rules.specs import Asked, Rule, Rules

Look = Callable[[CellKey], Said | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A rule at one place, period and breakdown."""

    rule: Rule
    period: int
    breakdown: int
    area: int


def needs(rules: Rules, said: Collection[CellKey], index: Index) -> set[CellKey]:
    """See `judging.needs`."""
    own = said if isinstance(said, Mapping | set | frozenset) else set(said)
    wanted = (cell for case in cases(rules, said, index) for cell in asked_for(case, index))
    return {cell for cell in wanted if cell not in own}


def judge(rules: Rules, said: Mapping[CellKey, Said], held: Mapping[CellKey, Said], index: Index) -> list[Broken]:
    """See `judging.judge`."""

    def look(cell: CellKey) -> Said | None:
        found = said.get(cell)
        return held.get(cell) if found is None else found

    found = (judged(case, look, said, index) for case in cases(rules, said, index))
    return [broken for broken in found if broken is not None]


def cases(rules: Rules, said: Iterable[CellKey], index: Index) -> list[Case]:
    """What is judged, each once, in the order of the cells and then of the rules."""
    found: dict[tuple[int, int, int, int], Case] = {}
    for indicator, period, breakdown, area in said:
        for rule, at in rules.touched(indicator, breakdown):
            key = (rule.position, period, at, area)
            if key not in found and (rule.level is None or index.level(area) == rule.level):
                found[key] = Case(rule, period, at, area)
    return list(found.values())


def judged(case: Case, look: Look, said: Container[CellKey], index: Index) -> Broken | None:
    """The rule, broken; None when it holds or is not known."""
    values = {asked.name: value(asked, case, look, index) for asked in case.rule.asked}
    if case.rule.condition.root.holds(values) is not False:
        return None
    own = dict.fromkeys(cell for asked in case.rule.asked if asked.now for cell in cells_of(asked, case))
    mine = tuple(cell for cell in own if cell in said)
    return Broken(case.rule, case.period, case.breakdown, case.area, mine, dict(_shown(case, values, look)))


def _shown(case: Case, values: Mapping[str, Decimal | None], look: Look) -> Iterator[tuple[str, Said | None]]:
    """What texts may show: terms by name, and the cell itself of every indicator that is named now."""
    for term, asked in zip(case.rule.condition.terms, case.rule.asked, strict=True):
        if asked.word in {"", "missing", "given"}:
            yield term.code, look((asked.indicator, case.period, case.breakdown, case.area))
        else:
            yield asked.name, values[asked.name]


def value(asked: Asked, case: Case, look: Look, index: Index) -> Decimal | None:
    """The value of a term; 1 or 0 for `missing` and `given`; None when it is not known."""
    if asked.word == "parts":
        return cells.total(map(look, cells_of(asked, case)))
    if asked.word == "peers":
        return cells.median(look(cell) for cell in siblings_of(asked, case, index))
    (cell,) = cells_of(asked, case)
    if asked.word in {"missing", "given"}:
        return cells.mark(asked.word, look(cell))
    return cells.number(look(cell))


def asked_for(case: Case, index: Index) -> Iterator[CellKey]:
    """Every cell that the case reads."""
    for asked in case.rule.asked:
        yield from siblings_of(asked, case, index) if asked.word == "peers" else cells_of(asked, case)


def cells_of(asked: Asked, case: Case) -> list[CellKey]:
    """The cells that a term reads at the place itself."""
    if asked.word == "parts":
        return [(asked.indicator, case.period, part, case.area) for part in asked.parts[case.breakdown]]
    return [(asked.indicator, SHIFTS[asked.word](case.period), case.breakdown, case.area)]


def siblings_of(asked: Asked, case: Case, index: Index) -> list[CellKey]:
    """The cells of the places under the same parent on the last day of the period, for the period before."""
    day, earlier = periods.from_id(case.period).end, cells.before(case.period)
    above = index.ancestors(case.area, day)
    siblings = index.children(above[0], day) if above else ()
    return [(asked.indicator, earlier, case.breakdown, area) for area in siblings if area != case.area]


SHIFTS: dict[str, Callable[[int], int]] = {
    "": lambda period: period,
    "missing": lambda period: period,
    "given": lambda period: period,
    "previous": cells.before,
    "last_year": cells.year_before,
}
