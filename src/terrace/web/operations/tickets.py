"""Tickets to the live stream: which cells a page may hear of, signed when the page was made for its reader."""

from collections.abc import Iterable

from django.core import signing

SALT = "terrace.live"
#: After so long a page has to be loaded anew, so that a right that was taken away ends here too.
SECONDS = 3600

#: In the place of a period: the forecast of the cell.
ANY_PERIOD = 0

Key = tuple[int, int, int, int]


def issue(cells: Iterable[Key]) -> str:
    """A ticket for cells (ids of indicator, area, period, breakdown) that the reader may see.

    >>> opened(issue([(1, 2, 2026610, 0)]))
    [(1, 2, 2026610, 0)]
    """
    return signing.dumps([list(cell) for cell in cells], salt=SALT, compress=True)


def opened(ticket: str) -> list[Key] | None:
    """The cells of a ticket; None when it was not issued here or is too old."""
    try:
        cells = signing.loads(ticket, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return [(cell[0], cell[1], cell[2], cell[3]) for cell in cells]
