"""The judged value against what the sibling places did in the same period."""

import numpy as np

from .robust import Floats
from .seen import LEAST, Seen


def peers(seen: Seen) -> Floats:
    """The log change since the period before, less the peers' median, in standard deviations of both."""
    return _apart(seen, 1, seen.past.peers)


def seasonal_peers(seen: Seen) -> Floats:
    """The same for the change since the same period of the year before."""
    return _apart(seen, seen.cycle, seen.past.seasonal_peers)


def peers_moved(seen: Seen) -> Floats:
    """How much the peers themselves moved, on the scale of this series, towards the side on which it is off:
    what everybody does is seldom a slip of one's pen."""
    return np.asarray(seen.past.peers / seen.own * np.sign(seen.off))


def _apart(seen: Seen, lag: int, theirs: Floats) -> Floats:
    if seen.logs.shape[1] <= lag:
        return np.full(len(seen.logs), np.nan)
    change = seen.judged - seen.logs[:, -1 - lag]
    scale = np.hypot(np.nan_to_num(seen.past.peers_spread), seen.own)
    return np.asarray((change - theirs) / np.maximum(scale, LEAST))
