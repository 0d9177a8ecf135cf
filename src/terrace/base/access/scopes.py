"""Where a verb holds: places, each for all sectors or for one."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scope:
    """The places (ids) of a verb: `whole` for all sectors, `parts` for one sector each.

    `areas` is every place of either, None when the verb holds everywhere.

    >>> scope = Scope(whole=frozenset({1}), parts=frozenset({(2, "agriculture")}))
    >>> scope.holds(1, "health"), scope.holds(2, "agriculture"), scope.holds(2, "health")
    (True, True, False)
    >>> scope.holds(2), scope.holds(2, ""), sorted(scope.areas)
    (True, False, [1, 2])
    """

    everywhere: bool = False
    whole: frozenset[int] = frozenset()
    parts: frozenset[tuple[int, str]] = frozenset()
    areas: frozenset[int] | None = field(init=False)

    def __post_init__(self) -> None:
        every = None if self.everywhere else self.whole | {area for area, _ in self.parts}
        object.__setattr__(self, "areas", every)

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.areas)

    def holds(self, area: int, sector: str | None = None) -> bool:
        """True when the place is in it for the sector (None: for any one; '': for all)."""
        if self.areas is None or area in self.whole:
            return True
        return area in self.areas if sector is None else (area, sector) in self.parts


NOWHERE = Scope()
EVERYWHERE = Scope(everywhere=True)
