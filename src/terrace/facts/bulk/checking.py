"""The checks of a file: those of the door, asked once for each distinct word and combination.

What decides is `collection.checking.Checker`: its look-ups answer for combinations of codes, and every row that is not
plainly right is given to it alone. So a file is judged as a submission of the same facts would be; a contract test
holds both together over random bad input.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation

import numpy as np
from numpy.typing import NDArray

from terrace.base.kernel.problems import Fault
from terrace.facts.bulk import digits
from terrace.facts.bulk.columns import NAMES, Ints, Table, Word
from terrace.facts.bulk.lookups import packed, spread
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import problems
from terrace.facts.collection.checking import REASONS, STATUSES, Checker, Row
from terrace.facts.collection.intake import MOST_FAULTS

Flags = NDArray[np.bool_]
#: Two ids in one number.
_SHIFT, _MASK = 32, 2**32 - 1
_NONE = -1
_WIDE = Context(prec=60)
_LOWEST, _HIGHEST = -(10**18), 10**18


@dataclass(slots=True)
class Found:
    """The faults of a file: the first ones by row, and how many of each code."""

    kept: list[tuple[int, Fault]] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, row: int, fault: Fault) -> None:
        self.codes[fault.code] += 1
        if len(self.kept) < MOST_FAULTS:
            self.kept.append((row, fault))

    def __bool__(self) -> bool:
        return bool(self.codes)


@dataclass(slots=True)
class Rows:
    """Facts as the database takes them: ids, the digits of values as text, and as floats for the rules."""

    indicator: Ints
    period: Ints
    breakdown: Ints
    area: Ints
    reason: Ints
    status: Ints
    floats: NDArray[np.float64]
    #: Rows in the order of their cells, and the cell of each row as one number.
    order: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    keys: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.indicator)


class FileChecker:
    """Checks a table with a checker of the door."""

    def __init__(self, checker: Checker, table: Table) -> None:
        self.checker, self.table, self.found = checker, table, Found()
        self.specs = [checker.snapshot.indicators.get(str(word)) for word in table.words["indicator"].words]

    def check(self) -> Rows:
        """Ids and values of all rows; they are right when nothing was `found`."""
        breakdown, place = self._breakdowns(), self._places()
        reason, status = self._words("reason", _reason), self._words("status", _status)
        parsed = digits.parse(self.table.values)
        said = np.where(parsed.there, self._fits(parsed) & (reason == 0), reason > 0)
        sound = (breakdown >= 0) & (place >= 0) & (status > 0) & said & (self._words("because", self._because) > 0)
        rows = Rows(
            indicator=self._indicators(),
            period=np.maximum(place, 0) & _MASK,
            breakdown=np.maximum(breakdown, 0),
            area=np.maximum(place, 0) >> _SHIFT,
            reason=reason,
            status=status,
            floats=parsed.floats(self.table.values),
        )
        resolved = sound.copy()
        self._look_closer(np.flatnonzero(~sound), rows, resolved)
        self._find_repeated(rows, resolved)
        self.found.kept.sort(key=lambda each: each[0])
        return rows

    def _indicators(self) -> Ints:
        ids = np.array([spec.id if spec else 0 for spec in self.specs], np.int64)
        return ids[self.table.words["indicator"].codes]

    def _column(self, name: str) -> tuple[NDArray[np.int32], int]:
        words = self.table.words[name]
        return words.codes, len(words.words)

    def _usable(self, code: int) -> IndicatorSpec | None:
        """The indicator of a word, when it can be reported at all."""
        spec = self.specs[code]
        return spec if spec and not spec.retired and spec.reported_at is not None else None

    def _breakdowns(self) -> Ints:
        words = self.table.words["breakdown"].words

        def breakdown(indicator: int, code: int) -> int:
            spec, word = self._usable(indicator), words[code]
            if spec is None:
                return _NONE
            found = self.checker.snapshot.breakdown(spec, dict(word) if isinstance(word, tuple) else word or "")
            return _NONE if found is None else found

        return spread([self._column("indicator"), self._column("breakdown")], breakdown)

    def _places(self) -> Ints:
        """Place and period of each row in one number; −1 when one of them is wrong."""
        classes, specs = self._classes()
        codes = classes[self.table.words["indicator"].codes]
        areas, periods = self.table.words["area"].words, self.table.words["period"].words

        def place(kind: int, area: int, period: int) -> int:
            return self._place(specs[kind], str(areas[area]), str(periods[period]))

        return spread([(codes, len(specs)), self._column("area"), self._column("period")], place)

    def _classes(self) -> tuple[NDArray[np.int32], list[IndicatorSpec | None]]:
        """Indicators of which places and periods are asked alike: the class of each word, and one of each class."""
        kinds: dict[object, int] = {}
        specs: list[IndicatorSpec | None] = []
        codes = np.zeros(len(self.specs), np.int32)
        for code in range(len(self.specs)):
            spec = self._usable(code)
            kind = (spec.frequency, spec.sector, spec.reported_at) if spec else None
            if kind not in kinds:
                kinds[kind] = len(specs)
                specs.append(spec)
            codes[code] = kinds[kind]
        return codes, specs

    def _place(self, spec: IndicatorSpec | None, area: str, period: str) -> int:
        if spec is None:
            return _NONE
        before = len(self.checker.faults)
        found = self.checker.look_up("", spec, area, period)
        wrong = found is None or len(self.checker.faults) > before
        del self.checker.faults[before:]
        return _NONE if found is None or wrong else found[0] << _SHIFT | found[1]

    def _words(self, name: str, answer: Callable[[Word], int]) -> Ints:
        column = self.table.words[name]
        return np.array([answer(word) for word in column.words] or [0], np.int64)[column.codes]

    def _because(self, word: Word) -> int:
        """1 when the reason is written right."""
        before = len(self.checker.faults)
        if word is not None:
            self.checker.check_because("", str(word))
        wrong = len(self.checker.faults) > before
        del self.checker.faults[before:]
        return 0 if wrong else 1

    def _fits(self, parsed: digits.Digits) -> Flags:
        """Values in plain digits, with no more decimals than the indicator has, inside its range."""
        codes, scale = self.table.words["indicator"].codes, parsed.scale
        specs = [self._usable(code) for code in range(len(self.specs))]
        decimals = np.array([spec.decimals if spec else _NONE for spec in specs] or [0], np.int64)
        low, high = _bounds(specs)
        within = (parsed.whole >= low[codes, scale]) & (parsed.whole <= high[codes, scale])
        fits: Flags = parsed.plain & (scale <= decimals[codes]) & within
        return fits

    def _look_closer(self, suspects: Ints, rows: Rows, resolved: Flags) -> None:
        """Give rows that are not plainly right to the checker of the door; some are right after all."""
        known: dict[tuple[int, ...], tuple[str, ...]] = {}
        columns = [self.table.words[name].codes for name in NAMES]
        for row in suspects.tolist():
            like = (*(int(codes[row]) for codes in columns), self.table.values[row] is None)
            if len(self.found.kept) >= MOST_FAULTS and like in known:
                self.found.codes.update(known[like])
                continue
            faults, right = self._alone(row)
            for fault in faults:
                self.found.add(row, fault)
            if right is not None:
                _put(rows, row, right)
                resolved[row] = True
                if right.value is not None:
                    self.table.values[row] = right.value
            if not any(fault.pointer.endswith("/value") for fault in faults):
                known[like] = tuple(fault.code for fault in faults) if faults else ()

    def _alone(self, row: int) -> tuple[list[Fault], Row | None]:
        """What the checker says of one row."""
        number = int(self.table.numbers[row])
        try:
            fact = self.table.fact(row)
        except InvalidOperation:
            shown = repr(self.table.values[row])
            return [problems.VALUE_NOT_NUMBER.fault(f"/observations/{number}/value", value=shown[:60])], None
        self.checker.seen.clear()
        self.checker.check_fact(number, fact)
        faults, right = list(self.checker.faults), self.checker.rows[-1] if self.checker.rows else None
        self.checker.faults.clear()
        self.checker.rows.clear()
        return faults, right

    def _find_repeated(self, rows: Rows, resolved: Flags) -> None:
        """A cell may stand once in a file; also put the rows in the order of their cells."""
        parts = (rows.indicator, rows.period, rows.breakdown, rows.area)
        rows.keys, _ = packed([(column, int(column.max(initial=0)) + 1) for column in parts])
        rows.order = np.argsort(rows.keys, kind="stable")
        there = rows.order[resolved[rows.order]]
        keys = rows.keys[there]
        again = np.flatnonzero(keys[1:] == keys[:-1]) + 1
        if len(again):
            firsts = there[np.searchsorted(keys, keys[again], side="left")]
            for row, first in sorted(zip(there[again].tolist(), firsts.tolist(), strict=True)):
                number = int(self.table.numbers[row])
                fault = problems.DUPLICATE.fault(f"/observations/{number}", first=int(self.table.numbers[first]))
                self.found.add(row, fault)


def _put(rows: Rows, row: int, right: Row) -> None:
    rows.indicator[row], rows.period[row], rows.breakdown[row], rows.area[row] = right.cell
    rows.reason[row], rows.status[row] = right.reason, right.status
    rows.floats[row] = np.nan if right.value is None else float(right.value)


def _reason(word: Word) -> int:
    """0 for none, the number of a reason, −1 for a wrong one."""
    return 0 if word is None else REASONS.get(str(word), _NONE)


def _status(word: Word) -> int:
    return STATUSES.get(str(word or "final"), _NONE)


def _bounds(specs: list[IndicatorSpec | None]) -> tuple[Ints, Ints]:
    """The smallest and the largest digits allowed, by indicator and number of decimals."""
    low = np.full((max(len(specs), 1), digits.MOST_DIGITS + 1), _LOWEST, np.int64)
    high = np.full((max(len(specs), 1), digits.MOST_DIGITS + 1), _HIGHEST, np.int64)
    for code, spec in enumerate(specs):
        for scale in range(min(spec.decimals, digits.MOST_DIGITS) + 1) if spec else ():
            if spec and spec.minimum is not None:
                low[code, scale] = _shifted(spec.minimum, scale, ROUND_CEILING)
            if spec and spec.maximum is not None:
                high[code, scale] = _shifted(spec.maximum, scale, ROUND_FLOOR)
    return low, high


def _shifted(bound: Decimal, scale: int, rounding: str) -> int:
    shifted = int(_WIDE.scaleb(bound, scale).to_integral_value(rounding))
    return max(_LOWEST, min(_HIGHEST, shifted))
