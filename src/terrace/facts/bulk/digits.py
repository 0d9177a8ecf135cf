"""Numbers from their digits, a column at a time, exactly: `-12.50` is −1250 and 2 decimals.

Only plain digits are read here (18 at most, so that they fit 64 bits). What is written in another way (an exponent, a
sign `+`, blanks, more digits) is left to `Decimal`, one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terrace.facts.bulk.columns import Ints

Flags = NDArray[np.bool_]

#: Values at once: small enough for the cache.
BLOCK = 100_000
MOST_DIGITS = 18
_NEWLINE, _MINUS, _DOT, _ZERO, _TEN = 10, 45, 46, 48, 10
#: Up to here a float holds every whole number.
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Digits:
    """`whole` / 10**`scale` where `plain`; elsewhere nothing is known but whether a value is `there`."""

    whole: Ints
    scale: Ints
    plain: Flags
    there: Flags

    def floats(self, texts: Sequence[str | None]) -> NDArray[np.float64]:
        """The nearest floats (NaN where not plain); `texts` are the values again."""
        found = self.whole / 10.0**self.scale
        for row in np.flatnonzero(self.plain & (np.abs(self.whole) >= _EXACT)).tolist():
            found[row] = float(texts[row] or "nan")
        found[~self.plain] = np.nan
        return found


def parse(values: Sequence[str | None]) -> Digits:
    """
    >>> found = parse(["-12.50", "007", "1e3", None, ".5"])
    >>> found.whole[:2].tolist(), found.scale[:2].tolist(), found.plain.tolist()
    ([-1250, 7], [2, 0], [True, True, False, False, False])
    """
    parts = [_block(values[start : start + BLOCK]) for start in range(0, len(values), BLOCK)] or [_block([])]
    return Digits(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _block(values: Sequence[str | None]) -> tuple[Ints, Ints, Flags, Flags]:
    text = _joined(values)
    starts, lengths = _lines(text, len(values))
    whole, scale = np.zeros(len(values), np.int64), np.zeros(len(values), np.int64)
    digits, dots = np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)
    plain = (lengths > 0) & (lengths <= MOST_DIGITS + 2)
    for place in range(int(lengths[plain].max(initial=0))):
        live = plain & (place < lengths)
        sign = text[np.where(live, starts + place, 0)]
        digit = live & (sign - _ZERO < _TEN)
        whole = np.where(digit, whole * 10 + (sign.astype(np.int64) - _ZERO), whole)
        digits += digit
        scale += digit & dots
        dot = live & (sign == _DOT) & ~dots & (digits > 0)
        dots |= dot
        plain &= ~live | digit | dot | ((sign == _MINUS) & (place == 0))
    plain &= (digits > 0) & (digits <= MOST_DIGITS) & (~dots | (scale > 0))
    negative = plain & (text[np.where(plain, starts, 0)] == _MINUS)
    return np.where(plain, np.where(negative, -whole, whole), 0), np.where(plain, scale, 0), plain, lengths > 0


def _joined(values: Sequence[str | None]) -> NDArray[np.uint8]:
    """All values as bytes, each ended by a line feed."""
    texts = [value or "" for value in values]
    text = "\n".join([*texts, ""])
    if text.count("\n") != len(texts):
        text = "\n".join([*(each.replace("\n", "?") for each in texts), ""])
    return np.frombuffer((text or "\n").encode("utf-8", "replace"), np.uint8)


def _lines(text: NDArray[np.uint8], count: int) -> tuple[Ints, Ints]:
    ends = np.flatnonzero(text == _NEWLINE)[:count]
    starts = np.concatenate(([0], ends[:-1] + 1)) if count else ends
    return starts, ends - starts
