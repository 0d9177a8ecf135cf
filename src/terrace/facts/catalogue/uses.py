"""Which indicators already have figures: asked of the domains above, who register the answer here."""

from collections.abc import Callable, Collection

#: Given ids of indicators, the ids of those with figures.
Asked = Callable[[Collection[int]], set[int]]
_ASKED: list[Asked] = []


def register(asked: Asked) -> None:
    """Let a domain say which indicators it has figures of."""
    _ASKED.append(asked)


def used(ids: Collection[int]) -> set[int]:
    """The indicators among these that have figures."""
    return {each for asked in _ASKED for each in asked(ids)} if ids else set()
