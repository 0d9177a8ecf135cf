"""What a grant on a place reaches. The rule is in SQL, `access_reach(root, day)`, for Python and PostgreSQL
alike.

1. The place itself; the country reaches every place there ever was.
2. What is below it; and what is no more, when it lay below it in the end. (A province reads and corrects the
   returns of its former communes. A commune that moved away takes its history along: only its new province
   reaches it.)
3. What is no more and went into one of these, whole or in part. (Tuyên Quang reaches the communes that Hà
   Giang had until 2025; both communes that share a split one reach its old returns.)

A grant never follows into a successor: on a place that ended it reaches what ended with it, no more; an
officer of the successor needs a grant there. So a late return for a former commune is sent by whoever
answers for its territory.
"""

import time
from datetime import date

from django.db import connection

from terrace.base.places import index

#: Seconds for which an answer is trusted; a change of places is seen at once (its revision is part of the
#: key).
TRUSTED = 5.0
_KEPT = 2_000
_kept: dict[tuple[int, date, int], tuple[float, frozenset[int]]] = {}


def reach(root: int, day: date) -> frozenset[int]:
    """Ids of the places that a grant on `root` reaches on the day."""
    key = (root, day, index.current().revision)
    found = _kept.get(key)
    if found is None or found[0] < time.monotonic():
        found = (time.monotonic() + TRUSTED, _ask(root, day))
        _keep(key, found)
    return found[1]


def _ask(root: int, day: date) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_reach(%s, %s)", [root, day])
        return frozenset(row[0] for row in cursor.fetchall())


def _keep(key: tuple[int, date, int], answer: tuple[float, frozenset[int]]) -> None:
    if len(_kept) >= _KEPT:
        _kept.clear()
    _kept[key] = answer


def forget() -> None:
    """Ask PostgreSQL again from now on."""
    _kept.clear()
