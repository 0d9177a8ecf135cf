"""Fonts of before Unicode, held against every name of the country and of the packs."""

import csv
from pathlib import Path

import pytest

from terrace.base.kernel import legacy
from terrace.base.kernel.legacy import Legacy
from terrace.base.kernel.tests.test_legacy import abc, vni
from terrace.base.kernel.text import tidy
from terrace.base.places import shipped

PACKS = Path(__file__).parents[5] / "packs"
#: Share of names that must be read with nothing but their own signs, and with the name of their font.
ALONE, WITH_FONT = 0.94, 0.99


@pytest.fixture(scope="module")
def names() -> list[str]:
    """Every name that is not plain ASCII, of places, indicators, units, breakdowns."""
    tables = ("provinces.tsv", "units_2025.tsv", "units_until_2025.tsv", "aliases.tsv")
    found = {tidy(text) for table in tables for row in shipped.table(table) for text in row.values()}
    for path in PACKS.glob("*/*.csv"):
        with path.open(encoding="utf-8-sig") as file:
            found |= {tidy(text) for row in csv.reader(file) for text in row}
    return sorted(name for name in found if not name.isascii())


def test_no_good_name_is_ever_converted(names: list[str]):
    """The false-positive rate is 0, in every case and whatever the sheet is written in."""
    assert len(names) > 4_000
    for name in names:
        for written in (name, name.upper(), name.lower()):
            assert legacy.convert(written).text == written
            for expected in Legacy:
                assert legacy.convert(written, expected=expected).text == written


@pytest.mark.parametrize("font", list(Legacy))
def test_nearly_every_name_is_read_from_an_old_font(names: list[str], font: Legacy):
    write, called = (abc, ".VnTime") if font is Legacy.TCVN3 else (vni, "VNI-Times")
    alone = sum(_same(legacy.convert(write(name)).text, name, font) for name in names)
    dressed = sum(_same(legacy.convert(write(name), font=called).text, name, font) for name in names)
    assert alone / len(names) > ALONE
    assert dressed / len(names) > WITH_FONT


@pytest.mark.parametrize("font", list(Legacy))
def test_every_name_is_among_its_readings(names: list[str], font: Legacy):
    """What the look-up of places tries."""
    write = abc if font is Legacy.TCVN3 else vni
    found = sum(any(_same(each, name, font) for each in legacy.readings(write(name))) for name in names)
    assert found / len(names) > WITH_FONT


def _same(read: str, name: str, font: Legacy) -> bool:
    """TCVN3 has no capitals with tones."""
    return read == name if font is Legacy.VNI else read.casefold() == name.casefold()
