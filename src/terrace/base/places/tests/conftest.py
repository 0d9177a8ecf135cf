"""The country in the test's transaction."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Protocol

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from terrace.base.places import actions, index
from terrace.base.places.index import Index
from terrace.base.places.models import Place

HEAD = "day,action,code,new_code,name,full_name,kind,parent_code,weight,decided_by\n"


class Table(Protocol):
    def __call__(self, rows: str) -> Path: ...


@pytest.fixture(autouse=True)
def _fresh_index() -> Iterator[None]:
    """A snapshot of a transaction that was rolled back is of no use to the next test."""
    index.expire()
    yield
    index.expire()


@pytest.fixture(scope="module")
def _filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The country for all tests of a file, taken away after them; every test rolls its own changes back."""
    with django_db_blocker.unblock():
        if Place.objects.exists():
            yield
            return
        with transaction.atomic():
            actions._fill()
    yield
    with django_db_blocker.unblock():
        empty()


def empty() -> None:
    """No places; refused by the database when anything stands on one."""
    with connection.cursor() as cursor:
        for table in ("boundary", "placename", "placelink", "placechange", "placeversion", "place"):
            cursor.execute(f"DELETE FROM places_{table}")


@pytest.fixture
def country(_filled: None, db: None) -> Index:
    return index.refresh()


@pytest.fixture
def table(tmp_path: Path) -> Table:
    def write(rows: str) -> Path:
        path = tmp_path / "changes.csv"
        path.write_text(HEAD + dedent(rows).lstrip(), encoding="utf-8")
        return path

    return write


_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{_RELS}">'
    f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}">'
    f'<Relationship Id="r1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{_REL}">'
    '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": f'<styleSheet {_NS}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>",
}


def write_xlsx(path: Path, rows: Sequence[Sequence[str | int | date]]) -> None:
    """The smallest workbook that Excel would write: days as styled numbers, codes as numbers, text inline."""
    lines = "".join(f"<row>{''.join(_xlsx_cell(cell) for cell in row)}</row>" for row in rows)
    with zipfile.ZipFile(path, "w") as book:
        for name, part in _PARTS.items():
            book.writestr(name, part)
        sheet = f"<worksheet {_NS}><sheetData>{lines}</sheetData></worksheet>"
        book.writestr("xl/worksheets/sheet1.xml", sheet)


def _xlsx_cell(cell: str | int | date) -> str:
    if isinstance(cell, date):
        return f'<c s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
