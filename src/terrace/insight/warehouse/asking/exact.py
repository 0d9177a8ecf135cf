"""Exact decimals side by side: whole numbers of a last place, in eight bytes where that is enough.

Every step looks at the largest numbers first. What eight bytes might not hold is worked in Python's own integers, which
have no end: slower, and the same. Only `halves` rounds, half away from zero.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from terrace.facts.pipeline.results import EXACT

#: Results below this are worked in eight bytes.
SAFE = 2**62
#: `pipeline.results.quotient` rounds to so many places first. With divisors of eight bytes that makes no difference:
#: see `rolling.quotients`.
FINEST = 30

#: int64, or object: integers of Python.
Whole = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Decimals: `whole` numbers of which the last `scale` digits are behind the point; 0 where none is `there`.

    >>> one = of_decimals([Decimal("1.5"), None, Decimal("-0.25")])
    >>> one.whole.tolist(), one.there.tolist(), one.scale
    ([150, 0, -25], [True, False, True], 2)
    """

    whole: Whole
    there: np.ndarray[Any, Any]
    scale: int

    def take(self, at: Any) -> "Numbers":
        """Those at some positions."""
        return Numbers(self.whole[at], self.there[at], self.scale)

    def only(self, mask: np.ndarray[Any, Any]) -> "Numbers":
        """None but where the mask is true."""
        there = self.there & mask
        return Numbers(np.where(there, self.whole, 0), there, self.scale)

    def at(self, scale: int) -> "Numbers":
        """The same with as many places or more."""
        return Numbers(times(self.whole, 10 ** (scale - self.scale)), self.there, scale)

    def decimal(self, at: Any, decimals: int) -> Decimal | None:
        """One as a decimal with so many places; with all that it has when it needs more."""
        if not self.there[at]:
            return None
        number = int(self.whole[at])
        short, rest = divmod(number, 10 ** max(0, self.scale - decimals))
        if rest:
            return Decimal(number).scaleb(-self.scale, EXACT)
        return Decimal(short).scaleb(-min(self.scale, decimals), EXACT)


def nothing(count: int) -> Numbers:
    """So many, none of them there."""
    return Numbers(np.zeros(count, np.int64), np.zeros(count, bool), 0)


def of_decimals(values: Sequence[Decimal | None]) -> Numbers:
    """Decimals of any size."""
    scale = max((_places(each) for each in values if each is not None), default=0)
    whole = [0 if each is None else int(each.scaleb(scale, EXACT)) for each in values]
    return Numbers(_narrow(whole), np.array([each is not None for each in values], bool), scale)


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _narrow(whole: list[int]) -> Whole:
    large = max(map(abs, whole), default=0) >= SAFE
    return np.array(whole, object if large else np.int64)


def stacked(parts: Iterable[Numbers]) -> Numbers:
    """One after the other, with the places of the finest."""
    several = list(parts)
    scale = max((each.scale for each in several), default=0)
    alike = [each.at(scale) for each in several]
    return Numbers(
        np.concatenate([each.whole for each in alike]), np.concatenate([each.there for each in alike]), scale
    )


def aligned(first: Numbers, second: Numbers) -> tuple[Numbers, Numbers]:
    """Both with the places of the finer."""
    scale = max(first.scale, second.scale)
    return first.at(scale), second.at(scale)


def chosen(mask: np.ndarray[Any, Any], first: Numbers, second: Numbers) -> Numbers:
    """The first where the mask is true, else the second."""
    one, other = aligned(first, second)
    return Numbers(np.where(mask, one.whole, other.whole), np.where(mask, one.there, other.there), one.scale)


# arithmetic of whole numbers


def largest(whole: Whole | int) -> int:
    """The largest size among them."""
    if isinstance(whole, int):
        return abs(whole)
    return max(abs(int(whole.min())), abs(int(whole.max()))) if whole.size else 0


def fitting(most: int, *several: Whole) -> tuple[Whole, ...]:
    """As they are when no result is larger than `most`; as integers of Python when eight bytes might not hold one."""
    return several if most < SAFE else tuple(each.astype(object) for each in several)


def times(left: Whole, right: Whole | int) -> Whole:
    """Products."""
    if isinstance(right, int) and right == 1:
        return left
    (left,) = fitting(largest(left) * largest(right), left)
    found: Whole = left * right
    return found


def plus(left: Whole, right: Whole) -> Whole:
    """Sums."""
    left, right = fitting(largest(left) + largest(right), left, right)
    found: Whole = left + right
    return found


def summed(whole: Whole, add: Callable[[Whole], Whole]) -> Whole:
    """What `add` makes of them, a sum of any number of them."""
    (whole,) = fitting(largest(whole) * max(1, len(whole)), whole)
    return add(whole)


def halves(top: Whole, bottom: Whole) -> Whole:
    """Quotients as whole numbers, half away from zero; no bottom is 0.

    >>> halves(np.array([5, -5, 7]), np.array([2, 2, -3])).tolist()
    [3, -3, -2]
    """
    top, bottom = fitting(2 * largest(top) + 2 * largest(bottom), top, bottom)
    size = (2 * np.abs(top) + np.abs(bottom)) // (2 * np.abs(bottom))
    found: Whole = np.where((top < 0) == (bottom < 0), size, -size)
    return found


def quotient(top: Numbers, bottom: Numbers, decimals: int) -> Numbers:
    """Top by bottom as `pipeline.results.quotient` gives it; none where there is no top, or the bottom is none or 0.

    >>> quotient(of_decimals([Decimal(1), Decimal(1)]), of_decimals([Decimal(8), Decimal(0)]), 2).whole.tolist()
    [13, 0]
    """
    there = top.there & bottom.there & (bottom.whole != 0)
    above, below = np.where(there, top.whole, 0), np.where(there, bottom.whole, 1)
    shift = bottom.scale - top.scale
    shifted = _shifted(above, below, shift + decimals)
    if all(each.dtype == np.int64 for each in shifted):
        return Numbers(halves(*shifted), there, decimals)
    fine = halves(*_shifted(above, below, shift + FINEST))
    return Numbers(rounded(fine, FINEST - decimals), there, decimals)


def _shifted(top: Whole, bottom: Whole, places: int) -> tuple[Whole, Whole]:
    """A division whose quotient has so many places more (fewer when negative)."""
    if places >= 0:
        return times(top, 10**places), bottom
    return top, times(bottom, 10**-places)


def rounded(whole: Whole, places: int) -> Whole:
    """Without the last places, half away from zero."""
    if places <= 0:
        return times(whole, 10**-places)
    unit = np.array(10**places, np.int64 if 10**places < SAFE else object)
    return halves(whole, np.broadcast_to(unit, whole.shape))


# to and from Arrow


def of_arrow(column: pa.ChunkedArray) -> Numbers:
    """A column of decimals."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], column.type)
    there = array.is_valid().to_numpy(zero_copy_only=False)
    whole = _eight_bytes(array, there) if pa.types.is_decimal128(array.type) else None
    if whole is None:
        return of_decimals(array.to_pylist())
    return Numbers(whole, there, array.type.scale)


def _eight_bytes(array: pa.Array, there: np.ndarray[Any, Any]) -> Whole | None:
    """The numbers of sixteen bytes when eight hold them all with room to spare."""
    words = np.frombuffer(array.buffers()[1] or b"", np.int64).reshape(-1, 2)[array.offset : array.offset + len(array)]
    low, high = np.where(there, words[:, 0], 0), np.where(there, words[:, 1], 0)
    fits = np.array_equal(high, low >> 63) and largest(low) < SAFE
    return low if fits else None


def to_arrow(numbers: Numbers, kind: pa.DataType) -> pa.Array:
    """As a column of decimals of sixteen bytes with the places of its kind, which are no fewer."""
    whole = numbers.at(kind.scale).whole
    if whole.dtype == object:
        values = zip(whole, numbers.there, strict=True)
        return pa.array([Decimal(each).scaleb(-kind.scale, EXACT) if there else None for each, there in values], kind)
    words = np.stack([whole, whole >> 63], axis=1)
    valid = pa.array(numbers.there).buffers()[1]
    return pa.Array.from_buffers(kind, len(whole), [valid, pa.py_buffer(words)])


def tidy(numbers: Numbers, decimals: int) -> Numbers:
    """With no more places than `decimals`, where no digit is lost by that: so most fit eight bytes for longer."""
    if numbers.scale <= decimals:
        return numbers.at(decimals)
    unit = 10 ** (numbers.scale - decimals)
    return numbers if (numbers.whole % unit).any() else Numbers(numbers.whole // unit, numbers.there, decimals)
