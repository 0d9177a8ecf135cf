"""Exact decimals in the two ways people write them: 1.234,5 (Vietnamese) and 1,234.5 (English).

The browser reads and writes the same forms (frontend/src/numbers.ts); both are held against
`tests/numbers.json`.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

EXACT: Final = Context(prec=120, rounding=ROUND_HALF_UP)
MARKS: Final = {"vi": (",", "."), "en": (".", ",")}
MINUS: Final = "\u2212"
BLANK: Final = "[\\s\u00a0\u202f]"
BLANK_GROUPS: Final = re.compile(rf"^(\d{{1,3}})((?:{BLANK}\d{{3}})+)(?=$|[.,])", re.ASCII)


def marks(language: str) -> tuple[str, str]:
    """The decimal mark and the group mark of a language (`en-gb` counts as `en`)."""
    return MARKS.get(language[:2], MARKS["vi"])


def parse(text: str, language: str = "vi") -> Decimal | None:
    """What a person wrote, read exactly; None when it cannot be read in one way only.

    >>> parse("1.234,5"), parse("1234.5"), parse("1.234"), parse("1.234", "en"), parse("12 tấn")
    (Decimal('1234.5'), Decimal('1234.5'), Decimal('1234'), Decimal('1.234'), None)
    """
    clean = re.sub(rf"^([+-]?){BLANK}+", r"\1", text.strip().replace(MINUS, "-"))
    unsigned = re.sub(r"^[+-]", "", clean)
    joined = BLANK_GROUPS.sub(lambda match: match[1] + re.sub(BLANK, "", match[2]), unsigned)
    plain = _ungrouped(joined, language)
    if plain is None:
        return None
    return Decimal(f"-{plain}" if clean.startswith("-") else plain)


def _ungrouped(text: str, language: str) -> str | None:
    """Digits with at most one point."""
    if not re.fullmatch(r"\d[\d.,]*\d|\d", text, re.ASCII):
        return None
    found = [mark for mark in text if mark in ".,"]
    if not found:
        return text
    mark = found[-1]
    if len(set(found)) > 1:
        return _two_marks(text, mark)
    if (len(found) > 1 or mark == marks(language)[1]) and _well_grouped(text, mark):
        return text.replace(mark, "")
    return text.replace(mark, ".") if len(found) == 1 else None


def _two_marks(text: str, mark: str) -> str | None:
    group = "." if mark == "," else ","
    whole, *parts = text.split(mark)
    if len(parts) != 1 or not _well_grouped(whole, group):
        return None
    return f"{whole.replace(group, '')}.{parts[0]}"


def _well_grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", text, re.ASCII) is not None


def form(value: Decimal, decimals: int, language: str = "vi") -> str:
    """As people write it, rounded half away from zero to so many decimals.

    >>> form(Decimal("1234.55"), 1), form(Decimal("-0.5"), 0, "en"), form(Decimal("7"), 2)
    ('1.234,6', '−1', '7,00')
    """
    decimal, group = marks(language)
    rounded = value.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
    text = f"{rounded.copy_abs():,f}".replace(",", " ").replace(".", decimal).replace(" ", group)
    return f"{MINUS}{text}" if rounded < 0 else text


def machine(value: Decimal | None) -> str:
    """The form of the machine, in which pages hand values to scripts: `-1234.5`; empty for none."""
    return "" if value is None else f"{value:f}"


def exact(text: str | None) -> Decimal | None:
    """The value that `machine` wrote; None for none."""
    return Decimal(text) if text else None


def change(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    """(now - then) / |then| in per cent with one decimal; None when it has no meaning.

    >>> change(Decimal("105.25"), Decimal("100")), change(Decimal(1), Decimal(0))
    (Decimal('5.3'), None)
    """
    if now is None or then is None or not then:
        return None
    top = EXACT.multiply(EXACT.subtract(now, then), Decimal(100))
    return EXACT.divide(top, then.copy_abs()).quantize(Decimal("0.1"), context=EXACT)


def change_form(per_cent: Decimal, language: str = "vi") -> str:
    """A change as it is shown, with an arrow so that colour is not needed.

    >>> change_form(Decimal("5.2")), change_form(Decimal("-0.3"), "en")
    ('▲ +5,2\xa0%', '▼ −0.3\xa0%')
    """
    arrow, sign = ("▲", "+") if per_cent > 0 else ("▼", "") if per_cent < 0 else ("■", "")
    return f"{arrow} {sign}{form(per_cent, 1, language)}\u00a0%"
