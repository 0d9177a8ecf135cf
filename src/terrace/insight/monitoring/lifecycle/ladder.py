"""Who answers, and who hears of it when nobody does: rungs from the nearest officer to the province's leader. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from terrace.base.places.models import Level

LEADER: Final = "leader"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may handle a warning: by which role, granted at a place of which level, for its sector alone or
    for all; `load` is how many groups are hers already.
    """

    person: int
    role: str
    level: int
    sectoral: bool
    load: int = 0

    @property
    def step(self) -> tuple[int, bool]:
        """Nearest place first; there officers and analysts before leaders."""
        return -self.level, self.role == LEADER


def rungs(holders: Iterable[Holder], first: str = "") -> tuple[tuple[int, ...], ...]:
    """People by rung, nearest first, each once, the one who answers first within hers.

    `first` is the role that the rule names: rungs below it are left out, when it is there at all. At one step those
    of the sector go before those of all sectors, who are then not told. The country is a rung only when nobody nearer
    is there.
    """
    steps: dict[tuple[int, bool], list[Holder]] = {}
    for holder in holders:
        steps.setdefault(holder.step, []).append(holder)
    local = {step: held for step, held in steps.items() if -step[0] >= Level.PROVINCE} or steps
    ordered = [local[step] for step in sorted(local)]
    begins = next((at for at, held in enumerate(ordered) if any(each.role == first for each in held)), 0)
    return tuple(_once([_sectoral(held, first) for held in ordered[begins:]]))


def _sectoral(held: Sequence[Holder], first: str) -> list[Holder]:
    special = [each for each in held if each.sectoral] or list(held)
    return sorted(special, key=lambda each: (each.role != first, each.load, each.person))


def _once(steps: Iterable[Sequence[Holder]]) -> Iterable[tuple[int, ...]]:
    seen: set[int] = set()
    for held in steps:
        people = tuple(dict.fromkeys(each.person for each in held if each.person not in seen))
        seen.update(people)
        if people:
            yield people


def owner(found: Sequence[Sequence[int]]) -> int | None:
    """Who answers: the first of the lowest rung.

    >>> owner([(7, 8), (9,)]), owner([])
    (7, None)
    """
    return found[0][0] if found else None


def least_loaded(holders: Iterable[Holder], loads: Mapping[int, int]) -> list[Holder]:
    """The holders with what each has on her desk."""
    return [Holder(each.person, each.role, each.level, each.sectoral, loads.get(each.person, 0)) for each in holders]
