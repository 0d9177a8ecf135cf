"""Which place people mean: by code, or by name within the area of who uploads."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Final

from terrace.base.access.policy import Scope
from terrace.base.kernel import legacy
from terrace.base.kernel.problems import Fault
from terrace.base.kernel.text import fold
from terrace.base.places import names
from terrace.base.places.index import Index
from terrace.base.places.models import Level
from terrace.facts.workbooks import problems
from terrace.facts.workbooks.figures import Content
from terrace.facts.workbooks.sheets import written

#: Rows that sum up those around them.
TOTALS: Final = frozenset({"tong so", "tong cong", "tong", "cong", "toan tinh", "ca tinh", "ca nuoc", "total", "chung"})
#: `1.`, `II.`, `a)` before a name.
_NUMBERED: Final = re.compile(r"^\s*(?:[0-9]+|[ivxIVX]+|[a-zđ])[.)]\s+|^\s*[-+*•]\s+")
_DIGITS: Final = (2, 3, 5)


def is_total(content: Content) -> bool:
    """True for the name of a row that sums up others."""
    return fold(written(content)).strip(" :.") in TOTALS


@dataclass(frozen=True)
class Placing:
    """Looks up places of one day; `scope` is where she may hand in."""

    index: Index
    scope: Scope
    day: date

    def code(self, content: Content) -> int | None:
        """The place of a code; a spreadsheet drops leading zeros, so they are put back."""
        text = written(content)
        if not text.isdigit():
            return None
        tried = [text, *(text.zfill(width) for width in _DIGITS if len(text) < width)]
        found = [place for each in tried if (place := self.index.resolve(each, self.day)) is not None]
        return next((place for place in found if self.holds(place)), found[0] if found else None)

    def named(self, text: str) -> tuple[int, ...]:
        """The places of a name: those of her area if there are any, else all."""
        bare = _NUMBERED.sub("", text)
        every = {place for each in legacy.readings(bare) for place in self.index.by_name(each, self.day)}
        hers = tuple(sorted(place for place in every if self.holds(place)))
        return hers or tuple(sorted(every))

    def holds(self, place: int) -> bool:
        """She may hand something in there."""
        return self.scope.holds(place)

    def find(self, code: Content, name: Content) -> int | Fault:
        """The place that a row names; a fault when it names none, or several."""
        if (place := self.code(code)) is not None:
            return place
        text = written(name) or written(code)
        if not text:
            return problems.AREA_MISSING.fault()
        found = self.named(text)
        if len(found) == 1:
            return found[0]
        return self._several(text, found) if found else self._unknown(text)

    def _several(self, text: str, found: Iterable[int]) -> int | Fault:
        """The finest of several in one chain is meant: a ward and the town it belongs to."""
        listed = sorted(found, key=self.index.level, reverse=True)
        finest = [each for each in listed if self.index.level(each) == self.index.level(listed[0])]
        if len(finest) == 1 and all(self.holds(each) for each in finest):
            return finest[0]
        versions = [version for each in listed if (version := self.index.version(each, self.day))]
        places = "; ".join(f"{each.code} {each.full_name}" for each in versions[:5])
        return problems.AREA_SEVERAL.fault(text=text[:60], places=places)

    def _unknown(self, text: str) -> Fault:
        near = get_close_matches(names.key(text), self.known, n=3, cutoff=0.75)
        if near:
            offered = ", ".join(self.known[each] for each in near)
            hint, hint_en = f"Có phải là: {offered}?", f"Is it one of: {offered}?"
        else:
            hint = "Viết đúng tên hoặc mã địa bàn hiện hành; địa bàn đã sáp nhập thì ghi tên mới."
            hint_en = "Write the name or the code of today; for places that were merged, the new name."
        return problems.AREA_UNKNOWN.fault(text=text[:60], day=f"{self.day:%d/%m/%Y}", hint=hint, hint_en=hint_en)

    @cached_property
    def known(self) -> dict[str, str]:
        """Her places by folded name."""
        versions = self.index.tree(self.day).versions
        hers = [each for number, each in versions.items() if each.level > Level.REGION and self.holds(number)]
        return {names.key(each.name): each.full_name for each in hers} | {
            names.key(each.full_name): each.full_name for each in hers
        }
