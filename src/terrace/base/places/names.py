"""How a name is compared: folded, and without the signs that people set as they please.

>>> key("Thua Thien-Hue") == key("Thừa Thiên Huế"), key("Ba Ria  - Vung Tau"), key("Ea H'leo")
(True, 'ba ria vung tau', 'ea hleo')
"""

import re
from functools import lru_cache

from terrace.base.kernel import text

_APOSTROPHES = re.compile("['’‘ʼ`]")
_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """The form in which names are stored for search and looked up."""
    return _SIGNS.sub(" ", _APOSTROPHES.sub("", text.fold(name))).strip()


def plain(name: str) -> str:
    """The name without accents, as English texts print it.

    >>> plain("Đắk Lắk")
    'Dak Lak'
    """
    folded = text.fold(name)
    return "".join(low.upper() if sign.isupper() else low for low, sign in zip(folded, text.tidy(name), strict=True))
