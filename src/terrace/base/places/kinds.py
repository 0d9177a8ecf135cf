"""Kinds of administrative units as the law names them, and where a unit of some code can stand."""

from terrace.base.places import names
from terrace.base.places.models import Level
from terrace.base.places.versions import Version

#: Official codes have two digits for a province, three for a district, five for a commune.
DISTRICT_DIGITS = 3
KINDS = (
    "Tỉnh",
    "Thành phố",
    "Quận",
    "Huyện",
    "Thị xã",
    "Xã",
    "Phường",
    "Thị trấn",
    "Đặc khu",
    "Vùng",
)
_BY_KEY = {names.key(kind): kind for kind in KINDS}


def canonical(text: str) -> str:
    """The kind in its usual letters; '' when there is no such kind.

    >>> canonical("xã"), canonical("Thi tran"), canonical("làng")
    ('Xã', 'Thị trấn', '')
    """
    return _BY_KEY.get(names.key(text), "")


def level_under(parent: Version, code: str) -> Level | None:
    """The level of a place with such a code under the parent; None when it cannot be there."""
    if parent.level in {Level.COUNTRY, Level.REGION}:
        return Level.PROVINCE
    if parent.level == Level.PROVINCE:
        return Level.DISTRICT if len(code) == DISTRICT_DIGITS else Level.COMMUNE
    return Level.COMMUNE if parent.level == Level.DISTRICT else None
