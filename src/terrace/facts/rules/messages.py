"""The texts of rules, with the values filled in as people write them: `{RICE_OUTPUT}` → 1.234,5.

The browser fills the same texts in the same way (frontend/src/rules); a contract test holds both together.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from terrace.facts.catalogue import expressions as ex
from terrace.facts.rules.cells import LATE, MISSING, NOT_APPLICABLE, Said

PLACE = re.compile(r"\{([^{}]*)\}")
MARKS = {"vi": (",", "."), "en": (".", ",")}
MINUS, NOTHING = "\u2212", "—"
WORDS = {
    "vi": {NOT_APPLICABLE: "không áp dụng", MISSING: "thiếu số liệu", LATE: "chậm"},
    "en": {NOT_APPLICABLE: "not applicable", MISSING: "missing", LATE: "late"},
}


def places(text: str) -> list[str]:
    """The names in a text that are filled in.

    >>> places("{A} lớn hơn {previous(A)}")
    ['A', 'previous(A)']
    """
    return PLACE.findall(text)


def fill(text: str, values: Mapping[str, Said | None], decimals: Mapping[str, int], language: str) -> str:
    """The text with what was said in its places.

    >>> fill("{A} > {B}", {"A": Decimal("-1234.5"), "B": MISSING}, {"A": 1}, "vi")
    '−1.234,5 > thiếu số liệu'
    """
    return PLACE.sub(lambda match: shown(values.get(match[1]), decimals.get(match[1], 0), language), text)


def shown(said: Said | None, decimals: int, language: str) -> str:
    """A value as people write it, or the words for why there is none."""
    if said is None:
        return NOTHING
    if not isinstance(said, Decimal):
        return WORDS[language][said]
    decimal, group = MARKS[language]
    rounded = ex.rounded(said, decimals)
    text = f"{rounded.copy_abs():,f}".replace(",", " ").replace(".", decimal).replace(" ", group)
    return f"{MINUS}{text}" if rounded < 0 else text
