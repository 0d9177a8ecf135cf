"""Days as officials type them."""

import re
from datetime import date

_ISO, _LOCAL = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?", re.ASCII),
    re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"),
)


def read(text: str) -> date:
    """A day; `ValueError` for what is none.

    >>> read("10/12/2025"), read("2025-12-10"), read("2025-12-10T00:00:00")
    (datetime.date(2025, 12, 10), datetime.date(2025, 12, 10), datetime.date(2025, 12, 10))
    """
    if found := _ISO.fullmatch(text.strip()):
        year, month, day = found.group(1, 2, 3)
    elif found := _LOCAL.fullmatch(text.strip()):
        day, month, year = found.groups()
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))
