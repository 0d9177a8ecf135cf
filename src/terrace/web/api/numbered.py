"""Numbers and times of day in what is asked."""

from datetime import time

from terrace.facts.collection import problems as collection
from terrace.web.api import parameters

#: Digits of the largest number of a row.
LONGEST = 18


def number(name: str, text: str) -> int:
    """A whole number above 0; raises `parameter.wrong` (400).

    >>> number("before", "17")
    17
    """
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST):
        raise parameters.wrong(name, text, "1, 2, 3 …")
    return int(text)


def clock(pointer: str, text: str | None) -> time | None:
    """A time of day; None for none; raises 422 for another text.

    >>> clock("/quiet_from", "20:30")
    datetime.time(20, 30)
    """
    try:
        return time.fromisoformat(text) if text is not None else None
    except ValueError as wrong:
        raise collection.TYPE_WRONG.problem(pointer, detail=wrong) from wrong
