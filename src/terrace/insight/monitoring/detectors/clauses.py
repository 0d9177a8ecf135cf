"""Why a figure is odd, in one clause in either language."""

import re

import numpy as np

from .catalogue import DETECTORS, Words
from .judging import Verdicts
from .past import Past
from .robust import Floats, ratio

#: From so many per cent on a figure is told as so many times the other.
MANIFOLD = 1000


def clauses(past: Past, verdicts: Verdicts) -> tuple[Words | None, ...]:
    """The strongest reason of each verdict in words; None without alarm. Per cent are whole, of figures as they came.

    >>> from .judging import judge
    >>> from .past import past
    >>> seen = past([[100, 102, 101, 103, 102, 104, 103, 155]], "year")
    >>> clauses(seen, judge(seen))[0].en
    '50 % above the forecast'
    """
    known = figures(past, verdicts)
    up = np.nan_to_num(past.values[:, -1]) >= np.nan_to_num(verdicts.expected)
    return tuple(
        _said(codes[0], {name: each[row] for name, each in known.items()}, up=bool(up[row])) if codes else None
        for row, codes in enumerate(verdicts.reasons)
    )


def figures(past: Past, verdicts: Verdicts) -> dict[str, Floats]:
    """(n,) per cent: how far `off` what was expected, the `last` figure and that of a `year` before (sizes), and what
    the peers did since then (with their sign)."""
    rows = past.values
    now = rows[:, -1]
    before = {
        "off": verdicts.expected,
        "last": _ago(rows, 1),
        "year": _ago(rows, past.cycle),
    }
    sizes = {name: np.abs(100 * ratio(now - each, np.abs(each))) for name, each in before.items()}
    theirs = {"peers": 100 * np.expm1(past.peers), "year_peers": 100 * np.expm1(past.seasonal_peers)}
    return sizes | theirs


def _ago(rows: Floats, lag: int) -> Floats:
    return rows[:, -1 - lag] if rows.shape[1] > lag else np.full(len(rows), np.nan)


def _said(code: str, known: dict[str, Floats], *, up: bool) -> Words:
    """The clause; the detector's name where a figure of it is not known or too large to be told as per cent."""
    detector = DETECTORS[code]
    words = detector.above if up else detector.below
    asked = re.findall(r"{(\w+)}", words.vi)
    if not all(np.isfinite(known[name]) and known[name] < MANIFOLD for name in asked):
        return Words(_small(detector.name.vi), _small(detector.name.en))
    shown = {name: _whole(float(known[name]), signed="peers" in name) for name in asked}
    return Words(words.vi.format(**shown), words.en.format(**shown))


def _whole(number: float, *, signed: bool) -> str:
    whole = round(number)
    return f"{'−' if whole < 0 else '+' if signed and whole > 0 else ''}{abs(whole)}"


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
