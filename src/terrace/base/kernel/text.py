"""Vietnamese text: one form to store, one form to search by, and the traces of a legacy font.

>>> fold("  Tỉnh Hoà  Bình ") == fold("tinh hòa bình") == "tinh hoa binh"
True
"""

import re
import unicodedata

from terrace.base.kernel import legacy

_BLANKS = re.compile(r"\s+")


def tidy(text: str) -> str:
    """NFC, no control signs, single blanks, none at the ends: how a name is stored.

    >>> tidy("Thai  Nguyen\\x00 ")
    'Thai Nguyen'
    """
    kept = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def fold(text: str) -> str:
    """How a name is searched: no accents, no case, no tone placement, đ as d.

    >>> fold("Đắk Lắk"), fold("Thị Trấn")
    ('dak lak', 'thi tran')
    """
    plain = unicodedata.normalize("NFD", tidy(text).casefold().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def is_nfc(text: str) -> bool:
    """True when the text is in the one form that is stored."""
    return unicodedata.is_normalized("NFC", text)


def looks_like_tcvn3(text: str) -> bool:
    """True when the text is typed in a font of before Unicode: TCVN3 (`Hµ Néi` for Hà Nội) or VNI (`Haø Noäi`).

    >>> looks_like_tcvn3("Hµ Giang"), looks_like_tcvn3("Hà Giang"), looks_like_tcvn3("Tªn x·"), looks_like_tcvn3("§ 5")
    (True, False, True, False)
    """
    return legacy.detect(text) is not None
