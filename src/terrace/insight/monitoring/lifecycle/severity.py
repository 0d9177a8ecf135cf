"""How severe a group is: as its most severe warning, one more when it is broad. Pure.

1 to note, 2 to look into, 3 serious, 4 at once.
"""

from typing import Final

NOTE, LOOK, SERIOUS, AT_ONCE = 1, 2, 3, 4
#: It is broad from so many places on, when they are this share of all that there are.
PLACES: Final = 10
SHARE: Final = 1 / 3


def of_group(worst: int, places: int, of: int) -> int:
    """The severity of warnings at `places` of `of` places.

    >>> of_group(2, 1, 124), of_group(2, 60, 124), of_group(4, 124, 124), of_group(2, 5, 5)
    (2, 3, 4, 2)
    """
    broad = places >= PLACES and places >= SHARE * of
    return min(worst + 1, AT_ONCE) if broad else worst


def tells_again(worst: int, told: int) -> bool:
    """A group of which people were told already is told of once more only when it has become one for at once.

    >>> tells_again(3, 2), tells_again(4, 2), tells_again(4, 4)
    (False, True, False)
    """
    return worst >= AT_ONCE > told
