"""Column heads: a year, perhaps provisional, perhaps with an item before or after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from terrace.base.kernel.text import fold, tidy

_EARLY = r"(?:pre(?:l(?:im(?:inary)?)?)?|s[ơo] b[ộo])"
_YEAR = r"(?:19|20)[0-9]{2}"
_ANY_YEAR = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9])")
_CORE = re.compile(
    rf"(?<![^\W_])\(?(?:(?P<early>{_EARLY})\s?[.:]{{0,2}}\s?|X)?"
    rf"(?P<year>{_YEAR})(?:\.0+(?![0-9]))?(?![^\W_])\)?"
    rf"(?:\s?(?P<mark>\(\*+\)|\*+)|\s?\(?(?P<late>{_EARLY})\.?(?![^\W_])\)?)?",
    re.IGNORECASE,
)
#: `1/10/2016`, `2015-16`: more than a year.
_DATE_BEFORE, _SPAN_AFTER = re.compile(r"[0-9]\s?[-–/.]\s?$"), re.compile(r"^\s?[-–/.,]\s?[0-9]")
_EDGES = " .,:;_-–|"
_YEAR_WORDS = frozenset({"year", "nam"})
PROVISIONAL = re.compile(rf"\b{_EARLY}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one column of figures. `marked`: it bears (*), which a note may explain."""

    column: int
    text: str
    year: int
    item: str
    provisional: bool
    marked: bool

    @property
    def key(self) -> tuple[str, int]:
        """Two columns with one key are the same column twice."""
        return (self.item.casefold(), self.year)


def parse(column: int, text: str) -> Head | None:
    """The head of a column, or None when it does not give exactly one year.

    >>> head = parse(2, "Male  Prel. 2016")
    >>> head.year, head.item, head.provisional
    (2016, 'Male', True)
    """
    plain = tidy(text)
    found = _CORE.search(plain)
    if not found or len(_ANY_YEAR.findall(plain)) != 1:
        return None
    before, after = plain[: found.start()], plain[found.end() :]
    if _DATE_BEFORE.search(before) or _SPAN_AFTER.search(after):
        return None
    items = [item for item in (_item(before), _item(after)) if item]
    if len(items) > 1:
        return None
    early = bool(found["early"] or found["late"])
    return Head(column, text, int(found["year"]), "".join(items), early, bool(found["mark"]))


def _item(text: str) -> str:
    item = text.strip(_EDGES)
    return "" if fold(item) in _YEAR_WORDS else item


def out_of_order(heads: Sequence[Head]) -> frozenset[int]:
    """The columns whose year breaks the order of their item's years (1996, 1997, 1988, 1999: the third)."""
    by_item: dict[str, list[Head]] = {}
    for head in heads:
        by_item.setdefault(head.item.casefold(), []).append(head)
    return frozenset(column for series in by_item.values() for column in _strays(series))


def _strays(series: Sequence[Head]) -> set[int]:
    years = list(dict.fromkeys(head.year for head in series))
    up, down = _longest(years), _longest([-year for year in years])
    kept = set(up) if len(up) >= len(down) else {-year for year in down}
    return {head.column for head in series if head.year not in kept}


def _longest(years: Sequence[int]) -> tuple[int, ...]:
    """The longest rising run that leaving years out can give."""
    runs: list[tuple[int, ...]] = [()]
    for year in years:
        runs.append((*max((run for run in runs if not run or run[-1] < year), key=len), year))
    return max(runs, key=len)
