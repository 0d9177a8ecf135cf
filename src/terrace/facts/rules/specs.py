"""Rules bound to the catalogue: codes are ids, and it is known which cells touch which rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from terrace.facts.catalogue.conditions import Condition, Term
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot


@dataclass(frozen=True, slots=True)
class Asked:
    """A term with its indicator; `parts` gives the parts of each whole (ids of breakdowns) for the word `parts`."""

    name: str
    word: str
    indicator: int
    decimals: int
    parts: dict[int, tuple[int, ...]]

    @property
    def now(self) -> bool:
        return self.word in {"", "parts", "missing", "given"}


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule in force. It is judged at the breakdowns `cells`, for places of `level` (None: of every level)."""

    code: str
    severity: str
    condition: Condition
    level: int | None
    message_vi: str
    message_en: str
    advice_vi: str
    advice_en: str
    position: int
    asked: tuple[Asked, ...]
    cells: frozenset[int]

    @property
    def hard(self) -> bool:
        return self.severity == "hard"

    @cached_property
    def decimals(self) -> dict[str, int]:
        """How many decimals the value of a name is written with."""
        return {asked.name: asked.decimals for asked in self.asked} | dict(
            zip(self.condition.codes, self._decimals_of_codes(), strict=True)
        )

    def _decimals_of_codes(self) -> Iterable[int]:
        by_code = {term.code: asked.decimals for term, asked in zip(self.condition.terms, self.asked, strict=True)}
        return (by_code[code] for code in self.condition.codes)

    def message(self, language: str) -> str:
        return self.message_en if language == "en" else self.message_vi

    def advice(self, language: str) -> str:
        return self.advice_en if language == "en" else self.advice_vi


class Rules:
    """All rules in force at one moment (`mark` of the catalogue), in order of pack and row."""

    def __init__(self, mark: str, rules: Iterable[Rule], catalogue: Snapshot) -> None:
        self.mark, self.catalogue = mark, catalogue
        self.every = tuple(rules)
        self.by_code = {rule.code: rule for rule in self.every}
        #: Every indicator that some rule reads, in whichever period or place.
        self.named = frozenset(asked.indicator for rule in self.every for asked in rule.asked)
        self.by_indicator: dict[int, tuple[Rule, ...]] = {}
        for rule in self.every:
            for indicator in dict.fromkeys(asked.indicator for asked in rule.asked if asked.now):
                self.by_indicator[indicator] = (*self.by_indicator.get(indicator, ()), rule)
        self._touched: dict[tuple[int, int], tuple[tuple[Rule, int], ...]] = {}

    def touched(self, indicator: int, breakdown: int) -> tuple[tuple[Rule, int], ...]:
        """The rules that a cell of the indicator touches, each with the breakdown at which it is then judged."""
        key = (indicator, breakdown)
        if (found := self._touched.get(key)) is None:
            rules = self.by_indicator.get(indicator, ())
            found = self._touched[key] = tuple((rule, at) for rule in rules for at in _judged_at(rule, *key))
        return found


def _judged_at(rule: Rule, indicator: int, breakdown: int) -> list[int]:
    found: set[int] = set()
    for asked in rule.asked:
        if asked.indicator == indicator and asked.word == "parts":
            found.update(whole for whole, parts in asked.parts.items() if breakdown in parts)
        elif asked.indicator == indicator and asked.now:
            found.add(breakdown)
    return sorted(found & rule.cells)


def bind(term: Term, catalogue: Snapshot) -> Asked:
    """The term with the ids of the catalogue."""
    spec = catalogue.indicators[term.code]
    parts = _parts(spec, term.group, catalogue) if term.word == "parts" else {}
    return Asked(term.name, term.word, spec.id, spec.decimals, parts)


def cells(terms: Iterable[tuple[Term, Asked]], catalogue: Snapshot) -> frozenset[int]:
    """The breakdowns that every indicator named has; where parts are asked for, those that have such parts."""
    own = [
        frozenset(asked.parts) if term.word == "parts" else catalogue.indicators[term.code].cells
        for term, asked in terms
    ]
    return frozenset.intersection(*own)


def _parts(spec: IndicatorSpec, group: tuple[str, ...], catalogue: Snapshot) -> dict[int, tuple[int, ...]]:
    """The full cells of the group that make up each whole."""
    found: dict[int, tuple[int, ...]] = {}
    for whole, ways in spec.margins.items():
        for parts in ways:
            if _dimensions(catalogue.cells[parts[0]]) == group:
                found[whole] = parts
    return found


def _dimensions(code: str) -> tuple[str, ...]:
    return tuple(part.partition("=")[0] for part in code.split(";"))
