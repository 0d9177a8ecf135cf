"""Which weights judge a frequency: those learned here, else those that come with the product, else none (day one)."""

import io
import time
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from django.db import connection

from terrace.insight.monitoring.learning import trees
from terrace.insight.monitoring.learning.trees import Weights
from terrace.insight.monitoring.models import Weights as Row

#: Seconds for which the weights are taken from memory.
TRUSTED: Final = 60.0


class _Kept:
    def __init__(self) -> None:
        self.at = float("-inf")
        self.stamp: object = None
        self.database = ""
        self.learned: dict[str, Weights] = {}


_kept = _Kept()


def of(frequency: str) -> Weights | None:
    """The weights for a frequency of the engine; None: the rules of day one."""
    return _learned().get(frequency) or trees.shipped(frequency)


def _learned() -> dict[str, Weights]:
    now, name = time.monotonic(), str(connection.settings_dict["NAME"])
    if now - _kept.at > TRUSTED or _kept.database != name:
        stamp = list(Row.objects.order_by("frequency").values_list("frequency", "trained_at"))
        if stamp != _kept.stamp or _kept.database != name:
            _kept.learned = {row.frequency: unpacked(row.frequency, bytes(row.content)) for row in Row.objects.all()}
        _kept.at, _kept.stamp, _kept.database = now, stamp, name
    return _kept.learned


def expire() -> None:
    """Let the next judgement ask the database."""
    _kept.at = float("-inf")


def packed(weights: Weights) -> bytes:
    """Weights as the database keeps them."""
    out = io.BytesIO()
    arrays: Mapping[str, Any] = weights.to_arrays()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def unpacked(frequency: str, content: bytes) -> Weights:
    """What `packed` made."""
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        return Weights.from_arrays(dict(kept), frequency)
