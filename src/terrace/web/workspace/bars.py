"""Bars of progress as plain drawings: approved, received, and what is late, of what is expected."""

from dataclasses import dataclass

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """Where each piece begins and how wide it is, in thousandths of the expected."""

    approved: int
    received: int
    late: int

    @property
    def late_at(self) -> int:
        return self.approved + self.received


def bar(expected: int, received: int, approved: int, late: int) -> Bar:
    """Pieces that never overlap: approved, received and not yet approved, late and not received.

    >>> bar(4, 3, 1, 1)
    Bar(approved=250, received=500, late=250)
    >>> bar(0, 0, 0, 0)
    Bar(approved=0, received=0, late=0)
    """
    if not expected:
        return Bar(0, 0, 0)
    open_late = max(min(late, expected - received), 0)
    return Bar(*(WIDTH * part // expected for part in (approved, received - approved, open_late)))
