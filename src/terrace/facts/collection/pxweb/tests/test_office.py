"""The 24 real tables of the statistics office, against one careful reading of them (`tidy.csv`)."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terrace.facts.collection.pxweb.cells import PxFile
from terrace.facts.collection.pxweb.reading import read

Key = tuple[str, str, int, str]


def _data() -> Path | None:
    """`../shared/data/gso` of the repository, looked for upwards from here."""
    for folder in Path(__file__).resolve().parents:
        found = folder.parent / "shared" / "data" / "gso"
        if found.is_dir():
            return found
    return None


DATA = _data()
pytestmark = pytest.mark.skipif(DATA is None, reason="../shared/data/gso is not here")


@pytest.fixture(scope="module")
def files() -> list[PxFile]:
    assert DATA
    return [read(path) for path in sorted((DATA / "pxweb_csv").glob("*.csv"))]


@pytest.fixture(scope="module")
def expected() -> dict[Key, str]:
    assert DATA
    with (DATA / "tidy.csv").open(encoding="utf-8", newline="") as rows:
        return {
            (row["table"], row["area"], int(row["year"]), row["item"]): row["value"] for row in csv.DictReader(rows)
        }


def test_every_figure_equals_the_careful_reading(files, expected):
    ours = {
        (Path(file.name).stem, cell.area_text, cell.year, cell.item): cell.value
        for file in files
        for cell in file.cells
    }
    theirs = {key: Decimal(value) if value else None for key, value in expected.items()}
    differences = [
        f"{key}: ours {ours.get(key, 'not read')}, tidy.csv {theirs.get(key, 'not there')}"
        for key in sorted(ours.keys() | theirs.keys())
        if key not in ours or key not in theirs or ours[key] != theirs[key]
    ]
    assert not differences, "\n".join(differences)
    assert len(ours) == len(theirs) == 41_419


def test_no_figure_is_read_twice(files):
    for file in files:
        assert len({(c.area_text, c.year, c.item) for c in file.cells}) == len(file.cells)


def test_every_cell_has_a_value_or_a_reason(files):
    cells = [cell for file in files for cell in file.cells]
    assert all((cell.value is None) == (cell.reason is not None) for cell in cells)
    assert sum(cell.reason == "missing" for cell in cells) == 1_768


def test_the_only_fault_of_the_real_tables_is_a_misprinted_year(files):
    faults = [fault for file in files for fault in file.faults]
    assert [(fault.code, fault.pointer) for fault in faults] == [
        ("pxweb.year_doubtful", "Area of water surface for the aquaculture by province.csv:3:5")
    ]
    doubtful = [cell for file in files for cell in file.cells if cell.doubtful]
    assert {cell.year for cell in doubtful} == {1988}
    assert len(doubtful) == 71


def dialect(text: str, separator: str, decimal: str, group: str) -> str:
    """The same table as another program would have saved it."""

    def number(cell: str) -> str:
        whole, point, tail = cell.partition(".")
        return f"{int(whole):,}".replace(",", group) + (decimal + tail if point else "")

    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    mended = [
        [number(cell) if cell.replace(".", "").isdigit() and row[0] else cell for cell in row] for row in rows[3:]
    ]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([*rows[:3], *mended])
    return out.getvalue()


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("separator", "decimal", "group"), [(",", ".", ""), ("\t", ",", "."), (",", ",", " "), (";", ".", ",")]
)
def test_in_another_dialect_all_is_read_alike_and_only_tables_of_whole_numbers_have_faults(
    files, codec, separator, decimal, group
):
    assert DATA
    for file in files:
        text = (DATA / "pxweb_csv" / file.name).read_text(encoding="utf-8-sig")
        other = read(dialect(text, separator, decimal, group).encode(codec), file.name)
        ours = {(cell.row, cell.column): cell for cell in file.cells}
        assert all(
            replace(ours[c.row, c.column], raw="", area_raw="") == replace(c, raw="", area_raw="") for c in other.cells
        )
        lost = [fault for fault in other.refusals if fault.code == "pxweb.number_ambiguous"]
        assert len(other.cells) + len(lost) == len(file.cells)
        assert not lost or all("." not in cell.raw.strip(".") for cell in file.cells)


def test_titles_are_free_of_the_variables_that_px_web_adds(files):
    titles = {file.title for file in files}
    assert len(titles) == 24
    assert not any("provincies" in title for title in titles)
