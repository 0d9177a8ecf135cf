"""Fonts of before Unicode: every letter, mixed cells, and what must stay as it is."""

import unicodedata

import pytest

from terrace.base.kernel import legacy, text
from terrace.base.kernel.legacy import Legacy

LETTERS = sorted(legacy.LETTERS)
TO_ABC = {letter: sign for sign, letter in legacy._FROM_ABC.items()}
TO_VNI = {letter: form for form, letter in reversed(legacy._FROM_VNI.items())}


def abc(unicode: str) -> str:
    """As `.VnTime` writes it: toned capitals are small."""
    return "".join(TO_ABC.get(sign) or TO_ABC.get(sign.lower(), sign) for sign in unicode)


def vni(unicode: str) -> str:
    return "".join(TO_VNI.get(sign, sign) for sign in unicode)


def test_there_are_sixty_seven_letters_that_ascii_does_not_have():
    assert len(LETTERS) == 67


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_read_in_both_fonts_and_both_cases(letter: str):
    assert legacy._abc(abc(letter)) == letter
    assert legacy._vni_word(vni(letter)) == letter
    assert legacy._vni_word(vni(letter.upper())) == letter.upper()


@pytest.mark.parametrize("letter", sorted(legacy.LETTERS - {"đ"}))
def test_the_capital_font_draws_small_letters_as_capitals(letter: str):
    syllable = f"b{letter}n"
    assert legacy.convert(abc(syllable), font=".VnTimeH").text == syllable.upper()


@pytest.mark.parametrize("letter", "ĂÂÊÔƠƯĐ")
def test_capitals_without_tone_are_in_tcvn3_itself(letter: str):
    assert legacy._abc(TO_ABC[letter]) == letter


@pytest.mark.parametrize(
    ("written", "meant", "was"),
    [
        ("Hµ Néi", "Hà Nội", Legacy.TCVN3),
        ("Haø Noäi", "Hà Nội", Legacy.VNI),
        ("DiÖn tÝch gieo trång lóa c¶ n¨m", "Diện tích gieo trồng lúa cả năm", Legacy.TCVN3),
        ("Dieän tích gieo troàng luùa caû naêm", "Diện tích gieo trồng lúa cả năm", Legacy.VNI),
        ("TØnh §¾k L¾k", "Tỉnh Đắk Lắk", Legacy.TCVN3),
        ("ÑAÉK LAÉK", "ĐẮK LẮK", Legacy.VNI),
        ("Thaønh phoá Hoà Chí Minh", "Thành phố Hồ Chí Minh", Legacy.VNI),
        ("THµNH PHè Hå CHÝ MINH", "THÀNH PHỐ HỒ CHÍ MINH", Legacy.TCVN3),
        ("Th\xad¬ng m¹i", "Thương mại", Legacy.TCVN3),
        ("Caàu Giaáy", "Cầu Giấy", Legacy.VNI),
    ],
)
def test_words_of_returns_and_places_are_read(written: str, meant: str, was: Legacy):
    assert legacy.convert(written) == legacy.Converted(meant, was)


def test_a_cell_may_hold_both():
    assert legacy.convert("Xã Hµ Trung Đông").text == "Xã Hà Trung Đông"
    assert legacy.convert("Huyện Đồng Văn (huyÖn cò)").text == "Huyện Đồng Văn (huyện cò)"


def test_the_font_of_the_cell_decides_what_the_signs_leave_open():
    assert legacy.convert("Sôn La").text == "Sôn La"
    assert legacy.convert("Sôn La", font="VNI-Times").text == "Sơn La"
    assert legacy.convert("Phó Phông", font=".VnArial").text == "Phú Phụng"
    assert legacy.convert("Sơn La", font="VNI-Times").text == "Sơn La"


def test_what_the_sheet_is_written_in_lets_a_doubtful_word_be_read():
    assert legacy.convert("Héi An").was is None
    assert legacy.convert("Héi An", expected=Legacy.TCVN3).text == "Hội An"
    assert legacy.convert("Hải Phòng", expected=Legacy.TCVN3).text == "Hải Phòng"


@pytest.mark.parametrize(
    "good",
    [
        "Hoà Bình",
        "café",
        "µg/l",
        "§ 5",
        "5×3",
        "a · b",
        "Pleiku",
        "30 °C ± 2",
        "«Quý»",
        "'Xã'",
        "Ea H'leo",
        "naïve",
        "½",
    ],
)
def test_good_text_is_left_alone(good: str):
    assert legacy.convert(good) == legacy.Converted(good, None)
    assert not text.looks_like_tcvn3(good)


def test_decomposed_text_is_composed():
    assert legacy.convert(unicodedata.normalize("NFD", "Tỉnh Hà Giang")).text == "Tỉnh Hà Giang"
    assert legacy.convert("Hu\u00ea\u0301").text == "Huế"  # Windows-1258: the vowel composed, the tone not


def test_a_name_that_may_be_any_of_them_is_offered_in_each_reading():
    assert "Hưng Yên" in legacy.readings("Höng Yeân")
    assert "Hội An" in legacy.readings("Héi An")
