"""Outlines as text: a ring is a run of steps in whole 1/100,000 degree (about a metre), five bits a letter.

The encoding is that of Google's polyline (longitude first); the last point of a ring, equal to the first, is
not written. Rings are parted by blanks; holes follow the ring that they are in, marked by a leading `!`.

>>> decode(encode([((105.5, 22.25), (105.75, 22.25), (105.75, 22.5), (105.5, 22.25))]))
[((10550000, 2225000), (10575000, 2225000), (10575000, 2250000))]
"""

from collections.abc import Iterable, Sequence

SCALE = 100_000
#: Set in a letter when more letters of the same number follow.
MORE = 0x20
Point = tuple[int, int]
Ring = tuple[Point, ...]


def encode(rings: Iterable[Sequence[tuple[float, float]]]) -> str:
    """Closed rings of (longitude, latitude) in degrees as one text."""
    return " ".join(_encode_ring(ring) for ring in rings)


def _encode_ring(ring: Sequence[tuple[float, float]]) -> str:
    letters: list[str] = []
    before = (0, 0)
    for degrees in ring[:-1]:
        point = (round(degrees[0] * SCALE), round(degrees[1] * SCALE))
        letters += _letters(point[0] - before[0]), _letters(point[1] - before[1])
        before = point
    return "".join(letters)


def _letters(step: int) -> str:
    number = ~(step << 1) if step < 0 else step << 1
    letters = []
    while number >= MORE:
        letters.append(chr((MORE | number & 0x1F) + 63))
        number >>= 5
    return "".join([*letters, chr(number + 63)])


def decode(text: str) -> list[Ring]:
    """The rings in whole 1/100,000 degree, not closed; holes too, without their mark."""
    return [_decode_ring(ring.removeprefix("!")) for ring in text.split()]


def _decode_ring(text: str) -> Ring:
    steps = _steps(text)
    x = y = 0
    points = []
    for across, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + up
        points.append((x, y))
    return tuple(points)


def _steps(text: str) -> list[int]:
    steps, number, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        number |= (bits & 0x1F) << shift
        shift += 5
        if bits < MORE:
            steps.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    return steps
