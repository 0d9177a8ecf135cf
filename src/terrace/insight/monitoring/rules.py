"""Which rules hold for a cell: those of pages before those of packs, the more special before the more general.

Of the rules of one kind those of the indicator itself go first, then those of its sector, then those for all; among
these, those of the level of the place. So a rule that is switched off for one indicator stands in the way of the
general one.
"""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.monitoring.models import PackRule, Rule, RuleFields, RuleKind

#: Seconds for which rules are taken from memory.
TRUSTED: Final = 2.0
UP, DOWN, BOTH, ABOVE, BELOW = "up", "down", "both", "above", "below"
#: What each kind needs, and the ways it knows.
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    RuleKind.DETECTOR: ("sure",),
    RuleKind.LIMIT: ("limit", "direction"),
    RuleKind.PLAN: ("chance",),
    RuleKind.LAST_PERIOD: ("per_cent", "direction"),
    RuleKind.LAST_YEAR: ("per_cent", "direction"),
    RuleKind.PEERS: ("per_cent", "direction"),
    RuleKind.TREND: ("periods", "direction"),
    RuleKind.CROSSING: ("limit", "direction", "sure"),
    RuleKind.LATENESS: ("days",),
    RuleKind.COVERAGE: ("per_cent", "days"),
}
#: Kinds that are judged figure by figure as figures move; the others by rounds.
OF_FIGURES: Final = frozenset(
    {
        RuleKind.DETECTOR,
        RuleKind.LIMIT,
        RuleKind.LAST_PERIOD,
        RuleKind.LAST_YEAR,
        RuleKind.PEERS,
        RuleKind.TREND,
        RuleKind.CROSSING,
    }
)


@dataclass(frozen=True, slots=True)
class Params:
    """The numbers of a rule; None where the kind does not need it."""

    limit: Decimal | None = None
    direction: str = BOTH
    per_cent: Decimal | None = None
    #: Periods in a row (trend).
    periods: int | None = None
    #: Days after the due day, or after the end of the period.
    days: int | None = None
    #: Probability from which it tells, 0 to 1.
    sure: Decimal | None = None
    #: Chance below which a plan is in danger, 0 to 1.
    chance: Decimal | None = None
    #: Smaller changes than this, in the unit of the indicator, are no news.
    least: Decimal | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON keeps them: numbers as text, without those that are not there."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        return {name: format(v, "f") if isinstance(v, Decimal) else v for name, v in kept.items() if v is not None}


_NUMBERS = ("limit", "per_cent", "sure", "chance", "least")


def params(kept: Mapping[str, Any]) -> Params:
    """Parameters as JSON keeps them.

    >>> params({"limit": "5.0", "direction": "above"}).limit
    Decimal('5.0')
    """
    numbers: dict[str, Any] = {name: Decimal(str(kept[name])) for name in _NUMBERS if kept.get(name) is not None}
    whole: dict[str, Any] = {name: int(kept[name]) for name in ("periods", "days") if kept.get(name) is not None}
    return Params(direction=kept.get("direction") or BOTH, **numbers, **whole)


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule that holds. `pack` None: somebody wrote it on a page, for `area` and all below it (None: everywhere)."""

    code: str
    name_vi: str
    name_en: str
    kind: str
    indicator: str
    sector: str
    level: int
    breakdown: str
    params: Params
    clearing: Decimal | None
    severity: int
    owner_role: str
    deadline_days: int
    advice_vi: str
    advice_en: str
    active: bool
    valid_from: date | None
    pack: str | None = None
    area: int | None = None
    changed_by: int | None = None
    revision: int = 0

    def name(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi

    def advice(self, language: str = "vi") -> str:
        return self.advice_en if language == "en" else self.advice_vi

    @property
    def rank(self) -> tuple[int, int]:
        """How special it is."""
        scope = 2 if self.indicator else 1 if self.sector else 0
        return scope, 1 if self.level else 0

    def fits(self, spec: IndicatorSpec, level: int, cell: str) -> bool:
        """It speaks of such cells."""
        about = self.indicator == spec.code if self.indicator else self.sector in ("", spec.sector)
        return about and self.level in (0, level) and self.breakdown in ("*", cell)


def made(row: RuleFields) -> RuleSpec:
    """The value of a row."""
    pack = row.pack_id if isinstance(row, PackRule) else None
    page: dict[str, Any] = (
        {"area": row.area_id, "changed_by": row.changed_by, "revision": row.revision} if isinstance(row, Rule) else {}
    )
    names = ("name_vi", "name_en", "kind", "indicator", "sector", "level", "breakdown", "clearing", "severity")
    more = ("owner_role", "deadline_days", "advice_vi", "advice_en", "active", "valid_from")
    kept = {name: getattr(row, name) for name in (*names, *more)}
    return RuleSpec(code=str(row.pk), params=params(row.params), pack=pack, **kept, **page)


@dataclass
class Rulebook:
    """All rules at one moment."""

    packs: dict[str, RuleSpec]
    pages: dict[str, RuleSpec]
    _found: dict[tuple[int, int, str, frozenset[str]], tuple[RuleSpec, ...]] = field(default_factory=dict)

    def of(self, spec: IndicatorSpec, area: int, cell: str, index: Index, day: date) -> tuple[RuleSpec, ...]:
        """The active rules for a cell of a place."""
        here = frozenset(self._here(area, index, day)) if self.pages else frozenset[str]()
        key = (spec.id, index.level(area), cell, here)
        if key not in self._found:
            self._found[key] = self._of(spec, index.level(area), cell, here)
        return self._found[key]

    def _here(self, area: int, index: Index, day: date) -> Iterable[str]:
        """Codes of page rules whose place holds this one."""
        above = {area, *index.ancestors(area, day)}
        return (code for code, rule in self.pages.items() if rule.area in above)

    def _of(self, spec: IndicatorSpec, level: int, cell: str, here: frozenset[str]) -> tuple[RuleSpec, ...]:
        rules = {**self.packs, **{code: self.pages[code] for code in here}}
        fitting = [rule for rule in rules.values() if rule.fits(spec, level, cell)]
        best: dict[str, tuple[int, int]] = {}
        for rule in fitting:
            best[rule.kind] = max(best.get(rule.kind, (0, 0)), rule.rank)
        return tuple(rule for rule in fitting if rule.active and rule.rank == best[rule.kind])

    def at(self, kind: str, above: Collection[int]) -> list[RuleSpec]:
        """The active rules of a kind for a place, given with all places above it."""
        here = {code: rule for code, rule in self.pages.items() if rule.area in above}
        return [rule for _, rule in sorted({**self.packs, **here}.items()) if rule.kind == kind and rule.active]

    def every(self, kind: str | None = None) -> list[RuleSpec]:
        """Each code once, what a page says before what a pack says."""
        both = {**self.packs, **self.pages}
        return [rule for _, rule in sorted(both.items()) if kind in (None, rule.kind)]

    def rule(self, code: str) -> RuleSpec | None:
        return self.pages.get(code) or self.packs.get(code)


def read() -> Rulebook:
    """As the database has them now."""
    packs = {row.code: made(row) for row in PackRule.objects.filter(retired=False)}
    return Rulebook(packs, {row.code: made(row) for row in Rule.objects.all()})


class _Kept:
    def __init__(self) -> None:
        self.book: Rulebook | None = None
        self.at = float("-inf")
        self.database = ""


_kept = _Kept()


def current() -> Rulebook:
    """The rules, at most two seconds behind; the same object while nothing changed."""
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    if _kept.book is None or now - _kept.at > TRUSTED or _kept.database != name:
        fresh = read()
        if _kept.book is None or (fresh.packs, fresh.pages) != (_kept.book.packs, _kept.book.pages):
            _kept.book = fresh
        _kept.at, _kept.database = now, name
    return _kept.book


def expire() -> None:
    """Let the next `current()` ask the database."""
    _kept.at = float("-inf")
