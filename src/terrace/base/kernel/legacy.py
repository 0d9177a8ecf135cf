"""Vietnamese typed in the fonts of before Unicode: TCVN3 (ABC, `.VnTime`) and VNI (`VNI-Times`), to Unicode.

Such text looks like Latin-1 with the wrong signs: `Hµ Néi` and `Haø Noäi` for Hà Nội. A text is converted when its
words become Vietnamese syllables by it and were none before; what is good Vietnamese already is left alone, word by
word, so that a cell may hold both. The name of the font, or what the rest of the sheet is written in (`expected`),
lets doubtful words be read as well.

>>> convert("Hµ Néi").text, convert("Haø Noäi").text, convert("Hoà Bình").text
('Hà Nội', 'Hà Nội', 'Hoà Bình')
>>> convert("tØnh hµ giang", font=".VnTimeH").text
'TỈNH HÀ GIANG'
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Final


class Legacy(StrEnum):
    """A font family with its own encoding; the first is taken for a word that both explain."""

    VNI = "vni"
    TCVN3 = "tcvn3"


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in Unicode (NFC), and what it was written in (None: Unicode)."""

    text: str
    was: Legacy | None


#: TCVN3: the sign at a place of the first line stands for the letter at the same place of the second.
_ABC_SIGNS: Final = "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_ABC_LETTERS: Final = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_FROM_ABC: Final = dict(zip(_ABC_SIGNS, _ABC_LETTERS, strict=True))

#: VNI: a vowel and the signs behind it, which stand for the letters of the line.
_VNI_PAIRS: Final = {
    "a": ("ùøûõïêéèúüëâáàåãä", "áàảãạăắằẳẵặâấầẩẫậ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "u": ("ùøûõï", "úùủũụ"),
    "ö": ("ùøûõï", "ứừửữự"),
    "y": ("ùøûõ", "ýỳỷỹ"),
}
_VNI_SINGLE: Final = dict(zip("ôöñíìæóòî", "ơưđíìỉĩịỵ", strict=True))


def _vni() -> dict[str, str]:
    """Every written form of VNI and the letter it stands for, in both cases."""
    pairs = {base + sign: letter for base, row in _VNI_PAIRS.items() for sign, letter in zip(*row, strict=True)}
    small = pairs | _VNI_SINGLE
    mixed = {form[0].upper() + form[1:]: letter.upper() for form, letter in pairs.items()}
    return small | {form.upper(): letter.upper() for form, letter in small.items()} | mixed


_FROM_VNI: Final = _vni()
_VNI_FORM: Final = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))

_PLAIN: Final = "aăâeêioôơuưy"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_TONED: Final = frozenset(unicodedata.normalize("NFC", base + tone) for base, tone in product(_PLAIN, _TONES))
#: Every letter of Vietnamese that ASCII does not have, small.
LETTERS: Final = _TONED | frozenset("ăâêôơưđ")
_KNOWN: Final = LETTERS | frozenset(letter.upper() for letter in LETTERS)
#: Letters of Vietnamese that no legacy text can have, since Latin-1 has no such sign.
_UNICODE_ONLY: Final = frozenset(letter for letter in _KNOWN if letter > "\xff")

_ONSETS: Final = (
    "ngh(?=[eêi])|ng(?![eêi])|nh|gh(?=[eêi])|gi|qu|kh|ch|ph|th|tr|c(?!oa|oe|uy|uê|uâ|uơ|[eêiy])|"
    "[bdđgkmpst][lmnr]|bh|[bdđghklmnpqrstvx]"
)
#: Rimes with a mark before the vowel that carries the tone. The first row ends in a vowel, in the second a consonant
#: must follow, in the third it may; of `oa`, `oe` and `uy` either vowel may carry it.
_OPEN: Final = (
    "u'ya|u'yu|o'ai|o'ay|o'ao|o'eo|u'ây|u'ôi|ư'ơi|ư'ơu|i'êu|y'êu|u'êu|"
    "'ai|'ao|'au|'ay|'âu|'ây|'eo|'êu|'ia|'iu|'oi|'ôi|'ơi|'ua|'ui|u'ơ|'ưa|'ưi|'ưu|'oa|'oe|'uy"
)
_SHUT: Final = "uy'ê|i'ê|y'ê|o'ă|u'â|u'ô|ư'ơ|'ă|'â|'oo"
_EITHER: Final = "o'a|o'e|u'ê|u'y|'[aeêioôơuưy]"
_CODA: Final = "(?:ng|nh|ch|[cmnptklh])"
_TONE: Final = f"[{_TONES}]?"


def _rimes(rimes: str, coda: str) -> str:
    """The expression of rimes whose tone stands behind the marked vowel (in NFD order: vowel, then tone)."""
    return "(?:" + re.sub(r"'(\[[^]]+\]|.)", lambda found: found[1] + _TONE, rimes) + ")" + coda


_SYLLABLE: Final = re.compile(
    f"(?:{_ONSETS})?(?:{_rimes(_OPEN, '')}|{_rimes(_SHUT, _CODA)}|{_rimes(_EITHER, _CODA + '?')})"
)
_WORD: Final = re.compile(r"[^\s\d,;:/()\[\]{}\"“”+=–—_.!?%&*<>|-]+")
#: Every toned letter as its vowel and its tone.
_SPLIT: Final = {unicodedata.normalize("NFC", base + tone): base + tone for base, tone in product(_PLAIN, _TONES)}
#: Most letters of a Vietnamese syllable (nghiêng).
_LONGEST = 7
#: Signs that stand alone in any text.
_SIGNS: Final = frozenset("·×§÷©®µ")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """True for what can be one Vietnamese syllable, with at most one tone, in one case or capitalised.

    >>> is_syllable("Nghiêng"), is_syllable("Néi"), is_syllable("Haứ"), is_syllable("ViƯt")
    (True, False, False, False)
    """
    small = word.lower()
    if len(word) > _LONGEST or word not in {small, word.upper(), small[:1].upper() + small[1:]}:
        return False
    toned = [letter for letter in small if letter in _TONED]
    if len(toned) > 1:
        return False
    return _SYLLABLE.fullmatch("".join(_SPLIT.get(letter, letter) for letter in small)) is not None


def of_font(name: str) -> Legacy | None:
    """What the name of a font says of the text in it.

    >>> of_font(".VnTimeH"), of_font("VNI-Times"), of_font("Times New Roman")
    (<Legacy.TCVN3: 'tcvn3'>, <Legacy.VNI: 'vni'>, None)
    """
    plain = name.strip().lower()
    if plain.startswith(".vn"):
        return Legacy.TCVN3
    return Legacy.VNI if plain.startswith(("vni-", "vni ")) else None


def convert(text: str, *, font: str = "", expected: Legacy | None = None) -> Converted:
    """The text in Unicode; `font` is that of the cell, `expected` what most of the sheet is written in."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return Converted(_capital(composed, font), None)
    named = of_font(font)
    found = named if named and _wholly(composed, named) else _best(composed, named or expected)
    if found is None:
        return Converted(composed, None)
    return Converted(_capital(_converted(composed, found), font), found)


def _wholly(text: str, encoding: Legacy) -> bool:
    """Every word that is not ASCII is a syllable when it is read so."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    fitting = (set(word).isdisjoint(_UNICODE_ONLY) and is_syllable(_bare(_READ[encoding](word))) for word in words)
    return bool(words) and all(fitting)


def readings(text: str) -> tuple[str, ...]:
    """The text (NFC) and what it would be in each legacy font: for looking up a name that may be any of them."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return (composed,)
    return tuple(dict.fromkeys([composed, *(_converted(composed, each) for each in Legacy)]))


def detect(text: str, hint: Legacy | None = None) -> Legacy | None:
    """What a text is written in; None when it is Unicode, or cannot be told."""
    composed = unicodedata.normalize("NFC", text)
    return None if composed.isascii() else _best(composed, hint)


def _capital(text: str, font: str) -> str:
    """Capital fonts of TCVN3 (`.VnTimeH`) draw small letters as capitals."""
    return text.upper() if of_font(font) is Legacy.TCVN3 and font.strip().endswith("H") else text


#: A word with a sign that no Vietnamese text has, with a capital inside, or with two vowels of VNI, proves the font; of
#: others two are needed.
_STRONG, _WEAK = 2, 1


def _best(text: str, hint: Legacy | None) -> Legacy | None:
    """The encoding that explains most words; with a hint, that one if it explains any."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if hint is not None:
        return hint if any(_weight(word, hint) for word in words) else None
    scores = {each: sum(_weight(word, each) for word in words) for each in Legacy}
    best = max(scores, key=lambda each: scores[each])
    return best if scores[best] >= _STRONG else None


def _weight(word: str, encoding: Legacy) -> int:
    """How much a word proves."""
    if len(word) == 1 or not _weak(word, encoding):
        return 0
    foreign = any(sign not in _KNOWN and not sign.isascii() for sign in word)
    sure = foreign or encoding is Legacy.VNI or _capital_inside(word)
    return _STRONG if sure else _WEAK


def _capital_inside(word: str) -> bool:
    return word not in {word.lower(), word.upper(), word[:1].upper() + word[1:].lower()}


def _weak(word: str, encoding: Legacy) -> bool:
    """It is no Vietnamese syllable, and is one when read so."""
    if not set(word).isdisjoint(_UNICODE_ONLY) or is_syllable(_bare(word)):
        return False
    read = _READ[encoding](word)
    return read != word and is_syllable(_bare(read))


def _bare(word: str) -> str:
    return word.strip("'’`")


def _converted(text: str, encoding: Legacy) -> str:
    """Every word read in the encoding, but those that are Unicode for sure, in the case of their letters."""
    mixed = not set(text).isdisjoint(_UNICODE_ONLY)
    shouted = _shouted(text)
    return _WORD.sub(lambda found: _word(found[0], encoding, mixed=mixed, shouted=shouted), text)


def _word(word: str, encoding: Legacy, *, mixed: bool, shouted: bool) -> str:
    if word.isascii() or not set(word).isdisjoint(_UNICODE_ONLY) or _is_sign(word):
        return word
    if mixed and not _weak(word, encoding):
        return word
    read = _READ[encoding](word)
    if not all(sign.isascii() or sign in _KNOWN for sign in read):
        return word
    return read.upper() if encoding is Legacy.TCVN3 and (shouted or _shouted(word)) else read


def _is_sign(word: str) -> bool:
    """A single `·`, `×` or `§` between words or numbers."""
    return word in _SIGNS


def _shouted(text: str) -> bool:
    """Its plain letters are capitals, two at least: TCVN3 has no capitals with tones."""
    letters = [sign for sign in text if sign.isascii() and sign.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _abc(word: str) -> str:
    return "".join(_FROM_ABC.get(sign, sign) for sign in word)


def _vni_word(word: str) -> str:
    return _VNI_FORM.sub(lambda found: _FROM_VNI[found[0]], word)


_READ: Final[dict[Legacy, Callable[[str], str]]] = {Legacy.TCVN3: _abc, Legacy.VNI: _vni_word}
