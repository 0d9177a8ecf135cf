"""What a plan assumes, as an address says it: `births=-5&migration=1&rate.UPPER=90&school=01273:PRIMARY:15:2028`.

Everything that is not said is as in the past, or as the norms are. Nothing is stored: an address is a scenario.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from terrace.base.kernel.problems import Fault, Refused
from terrace.insight.planning import capacity, problems
from terrace.insight.planning.norms import Norms

#: The limits of what may be assumed: per cent of births, per cent a year, per cent that enter, pupils to a class.
BIRTHS, MIGRATION, RATE, SIZE = (-90, 200), (-20, 20), (0, 150), (5, 100)
#: New schools in one scenario, and classes of one.
SCHOOLS, CLASSES = 40, 100
#: Years that a plan looks ahead.
AHEAD = 6
PLACE = re.compile(r"[0-9A-Za-z]{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class School:
    """A new school: code of the place, stage, classes, first year of schooling."""

    place: str
    stage: str
    classes: int
    year: int

    @property
    def text(self) -> str:
        """
        >>> School("01273", "PRIMARY", 15, 2028).text
        '01273:PRIMARY:15:2028'
        """
        return f"{self.place}:{self.stage}:{self.classes}:{self.year}"


@dataclass(frozen=True)
class Assumptions:
    """`births` in per cent of births not counted yet, `migration` in per cent a year, the rest by stage."""

    births: Decimal = Decimal(0)
    migration: Decimal = Decimal(0)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    sessions: Mapping[str, str] = field(default_factory=dict)
    schools: tuple[School, ...] = ()

    @property
    def plain(self) -> bool:
        """True when nothing is assumed but that all goes on as it did."""
        return self == Assumptions()

    def pairs(self) -> list[tuple[str, str]]:
        """The words of an address; reading them gives the same assumptions."""
        numbers = {"births": self.births, "migration": self.migration}
        found = [(name, f"{value:f}") for name, value in numbers.items() if value]
        found += [(f"rate.{stage}", f"{value:f}") for stage, value in sorted(self.rates.items())]
        found += [(f"size.{stage}", str(value)) for stage, value in sorted(self.sizes.items())]
        found += [(f"sessions.{stage}", value) for stage, value in sorted(self.sessions.items())]
        return found + [("school", each.text) for each in self.schools]

    @property
    def query(self) -> str:
        return urlencode(self.pairs())


def read(values: Mapping[str, Sequence[str]], norms: Norms, first_year: int) -> Assumptions:
    """The assumptions of an address; raises 400 with every fault. Words of other meaning are passed over."""
    return _Reading(values, norms, first_year).assumptions()


class _Reading:
    def __init__(self, values: Mapping[str, Sequence[str]], norms: Norms, first_year: int) -> None:
        self.values, self.norms, self.first_year = values, norms, first_year
        self.faults: list[Fault] = []

    def assumptions(self) -> Assumptions:
        stages = [each.code for each in self.norms.stages]
        sizes = {each.code: each.class_size for each in self.norms.stages}
        found = Assumptions(
            self._number("births", BIRTHS) or Decimal(0),
            self._number("migration", MIGRATION) or Decimal(0),
            {code: rate for code in stages if (rate := self._number(f"rate.{code}", RATE)) is not None},
            {code: size for code in stages if (size := self._whole(f"size.{code}", SIZE)) and size != sizes[code]},
            {code: word for code in stages if (word := self._sessions(code))},
            tuple(self._schools()),
        )
        if self.faults:
            raise Refused(self.faults)
        return found

    def _text(self, name: str) -> str:
        return (list(self.values.get(name, ())) or [""])[-1].strip()

    def _number(self, name: str, limits: tuple[int, int]) -> Decimal | None:
        text = self._text(name)
        if not text:
            return None
        try:
            found = Decimal(text.replace("\u2212", "-").replace(",", "."))
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite() and limits[0] <= found <= limits[1] and len(text) <= 12:  # noqa: PLR2004 - a few digits
            return found.normalize() if found else Decimal(0)
        allowed = (f"một số từ {limits[0]} đến {limits[1]}", f"a number from {limits[0]} to {limits[1]}")
        self._fault(name, text, *allowed)
        return None

    def _whole(self, name: str, limits: tuple[int, int]) -> int | None:
        found = self._number(name, limits)
        if found is not None and found != found.to_integral_value():
            self._fault(name, str(found), "một số nguyên", "a whole number")
            return None
        return None if found is None else int(found)

    def _sessions(self, code: str) -> str:
        name = f"sessions.{code}"
        word = self._text(name)
        if word and word not in capacity.SESSIONS:
            words = ", ".join(capacity.SESSIONS)
            self._fault(name, word, f"một trong: {words}", f"one of: {words}")
        return word if word != capacity.NOW else ""

    def _schools(self) -> Iterable[School]:
        """Schools as the address lists them, and the one that the form adds."""
        added = ":".join(self._text(f"new.{part}") for part in ("place", "stage", "classes", "year"))
        texts = [*self.values.get("school", ()), *([added] if self._text("new.place") else [])]
        if len(texts) > SCHOOLS:
            self._fault("school", str(len(texts)), f"nhiều nhất {SCHOOLS} trường", f"at most {SCHOOLS} schools")
            texts = []
        found = (self._school(text) for text in texts if text.strip())
        return [each for each in found if each is not None]

    def _school(self, text: str) -> School | None:
        place, stage, classes, year = [*text.strip().split(":"), "", "", "", ""][:4]
        norm = self.norms.stage(stage)
        years = range(self.first_year, self.first_year + AHEAD)
        usual = self.norms.stages[norm].school_classes if norm is not None else 0
        count = int(classes) if classes.isascii() and classes.isdigit() and len(classes) < 5 else usual  # noqa: PLR2004
        opens = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else years[0]  # noqa: PLR2004
        fits = text.count(":") <= 3 and 1 <= count <= CLASSES and opens in years  # noqa: PLR2004 - four words
        sound = classes in ("", str(count)) and year in ("", str(opens))
        if PLACE.fullmatch(place) and norm is not None and fits and sound:
            return School(place, stage, count, opens)
        shape_vi = f"mã xã:cấp học:số lớp (1–{CLASSES}):năm ({years[0]}–{years[-1]})"
        shape_en = f"code of the commune:stage:classes (1–{CLASSES}):year ({years[0]}–{years[-1]})"
        self._fault("school", text, shape_vi, shape_en)
        return None

    def _fault(self, name: str, value: str, allowed_vi: str, allowed_en: str) -> None:
        words = {"name": name, "value": value[:60], "allowed_vi": allowed_vi, "allowed_en": allowed_en}
        self.faults.append(problems.ASSUMPTION.fault(name, **words))
