"""Which warnings are one matter: those that share a cause. Pure.

Each warning names keys of what may lie behind it: the file or submission that brought the figure, what its source sent
within the hour, and its indicator and period in its province. A group is a set of warnings that share a key, and what
all of them share is its cause. So a group never chains from cause to cause: a warning joins only where something is
left that all have in common.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

#: From so many warnings on, what one source delivered within the hour is one matter, whatever else they share.
STORM: Final = 50
#: Beginnings of keys, the one that explains best first: where two fit as many warnings, it is the cause.
JOB, SUBMISSION, DELIVERY = "job", "submission", "delivery"
LATE, HEALTH, FIGURES, ERRORS = "late", "health", "figures", "errors"
_ORDER: Final = (JOB, SUBMISSION, LATE, HEALTH, FIGURES, ERRORS, DELIVERY)
_ERROR, _LATE, _HEALTH = "error", "late", "health"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A warning as grouping sees it: its number and the keys of what may lie behind it."""

    number: int
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Warnings of one cause; `group` is the one that stands already, None for a new one."""

    group: int | None
    cause: str
    shared: frozenset[str]
    members: tuple[int, ...]


def keys(
    kind: str,
    rule: str,
    indicator: int,
    period: int,
    province: int,
    *,
    subject: str = "",
    sent: Iterable[str] = (),
) -> frozenset[str]:
    """The keys of a warning, with those of how its figure was sent; entry errors and real changes of one indicator are
    two matters.

    >>> sorted(keys("change", "r", 7, 2026610, 4, sent=["submission/12"]))
    ['figures/7/2026610/4', 'submission/12']
    >>> sorted(keys("late", "late-return", 0, 2026610, 4, subject="F1"))
    ['late/late-return/F1/2026610/4']
    """
    if kind == _LATE:
        return frozenset({f"{LATE}/{rule}/{subject}/{period}/{province}"})
    if kind == _HEALTH:
        return frozenset({f"{HEALTH}/{subject or rule}/{province}"})
    about = ERRORS if kind == _ERROR else FIGURES
    return frozenset({f"{about}/{indicator}/{period}/{province}", *sent})


@dataclass
class _Work:
    """What is left to be grouped."""

    seen: dict[int, frozenset[str]]
    holding: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for number, held in self.seen.items():
            for key in held:
                self.holding[key].add(number)

    def take(self, key: str) -> tuple[int, ...]:
        """Everything that is left under a key; it is gone from the others."""
        members = tuple(sorted(self.holding[key]))
        for number in members:
            for each in self.seen[number]:
                self.holding[each].discard(number)
        return members


def gather(
    found: Sequence[Sighting], standing: Mapping[str, int], shared: Mapping[int, frozenset[str]]
) -> list[Gathered]:
    """Every warning in one group, the greatest first.

    `standing` gives the group that a key stands for, `shared` all that its warnings share. The order of `found` does
    not matter. Keys are looked at by how many warnings they would take: O(keys × log keys).
    """
    work, held = _Work({each.number: each.keys for each in found}), dict(shared)
    heap = [_rank(work, standing, key) for key in work.holding]
    heapq.heapify(heap)
    gathered: list[Gathered] = []
    while heap:
        rank = heapq.heappop(heap)
        key = rank[-1]
        now = _rank(work, standing, key)
        if now != rank:
            if work.holding[key]:
                heapq.heappush(heap, now)
            continue
        if _leads(work, standing, key):
            gathered.append(_take(work, held, key, standing.get(key)))
    return gathered


def _rank(work: _Work, standing: Mapping[str, int], key: str) -> tuple[int, int, int, str]:
    """A group that stands first, then the key of the most warnings, then the one that explains best."""
    about = _ORDER.index(key.partition("/")[0])
    return (0 if key in standing else 1), -len(work.holding[key]), about, key


def _leads(work: _Work, standing: Mapping[str, int], key: str) -> bool:
    """It takes warnings; a delivery does only when it is a storm, or known as the cause already."""
    many = len(work.holding[key])
    return many > 0 and (key in standing or many >= STORM or not key.startswith(DELIVERY))


def _take(work: _Work, held: dict[int, frozenset[str]], key: str, group: int | None) -> Gathered:
    members = work.take(key)
    common = frozenset.intersection(*(work.seen[number] for number in members))
    if group is not None:
        held[group] = common = common & held[group]
    if not key.startswith(DELIVERY):
        common = frozenset(each for each in common if not each.startswith(DELIVERY))
    return Gathered(group, key, common, members)


def common(paths: Iterable[Sequence[int]]) -> int | None:
    """The nearest place that is on every path (itself, then what is above it, nearest first); None without.

    >>> common([(5, 2, 1), (6, 2, 1)]), common([(5, 2, 1)]), common([(5, 2), (7, 3)])
    (2, 5, None)
    """
    left: list[int] | None = None
    for path in paths:
        left = list(path) if left is None else [each for each in left if each in set(path)]
    return left[0] if left else None
