"""Numbers as offices print them, to exact decimals; signs that stand for no figure.

A form that has one meaning is read: `1234.5`, `1234,5`, `1 234,5`, `1,234.5`, `1.234.567`. `1.234` and
`1,234` have two, and are read only when the decimal sign of the file is known.
"""

import re
from decimal import Decimal
from typing import Literal

Sign = Literal["", ".", ","]

#: The office's yearbook: "-" = no facts occurred; "..." = facts occurred, no information (PX-Web: "..").
MISSING = frozenset({"", "..", "...", "…", "NA"})
NOT_APPLICABLE = frozenset({"-", "–", "—"})

#: No figure of an office has so many signs; longer ones are cells run together.
_LONGEST = 40
_DASHES = str.maketrans({"−": "-", "–": "-"})
_SIMPLE = re.compile(r"[+-]?(?:[0-9]+|[0-9]{4,}\.[0-9]+|[0-9]{1,3}\.(?:[0-9]{1,2}|[0-9]{4,})|0*\.[0-9]+)")
_COMMA = re.compile(r"[+-]?(?:[0-9]{4,},[0-9]+|[0-9]{1,3},(?:[0-9]{1,2}|[0-9]{4,})|0*,[0-9]+)")
_DOUBLE = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_BLANKS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_COMMAS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]+)?|,[0-9]{3}\.[0-9]+)")
_POINTS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|\.[0-9]{3},[0-9]+)")


class UnreadableError(ValueError):
    """The text is no number."""


class AmbiguousError(ValueError):
    """The text is two numbers: `small` with a decimal sign, `large` with a thousands sign."""

    def __init__(self, small: str, large: str) -> None:
        self.small, self.large = small, large
        super().__init__(f"{small} or {large}")


def simple(text: str) -> Decimal | None:
    """The number of a text in the form that machines write (`-12`, `1234.5`); None for every other text."""
    return Decimal(text) if len(text) <= _LONGEST and _SIMPLE.fullmatch(text) else None


def parse(text: str, decimal: Sign = "") -> Decimal:
    """The number of a tidied text; `decimal` is the decimal sign of the file, where known.

    >>> parse("1 234,50"), parse("1,234", decimal="."), parse("1,234", decimal=",")
    (Decimal('1234.50'), Decimal('1234'), Decimal('1.234'))
    """
    plain = text.translate(_DASHES)
    if _DOUBLE.fullmatch(plain):
        return _double(plain, decimal)
    return _marked(plain)


def decimal_sign(text: str) -> Sign:
    """The decimal sign that this text proves, or ''.

    >>> decimal_sign("12.5"), decimal_sign("1.234.567"), decimal_sign("1.234"), decimal_sign("12")
    ('.', ',', '', '')
    """
    plain = text.translate(_DASHES)
    if _POINTS.fullmatch(plain) or _COMMA.fullmatch(plain):
        return ","
    if _COMMAS.fullmatch(plain) or ("." in plain and _SIMPLE.fullmatch(plain)):
        return "."
    return _blank_sign(plain)


def _blank_sign(plain: str) -> Sign:
    if not _BLANKS.fullmatch(plain):
        return ""
    return "." if "." in plain else "," if "," in plain else ""


def _double(plain: str, decimal: Sign) -> Decimal:
    small, large = plain.replace(",", "."), plain.replace(",", "").replace(".", "")
    if not decimal:
        raise AmbiguousError(small, large)
    return Decimal(small if decimal in plain else large)


def _marked(plain: str) -> Decimal:
    if len(plain) > _LONGEST:
        raise UnreadableError(plain)
    if _SIMPLE.fullmatch(plain):
        return Decimal(plain)
    if _COMMA.fullmatch(plain) or _BLANKS.fullmatch(plain):
        return Decimal(plain.replace(" ", "").replace(",", "."))
    if _COMMAS.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _POINTS.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    raise UnreadableError(plain)
