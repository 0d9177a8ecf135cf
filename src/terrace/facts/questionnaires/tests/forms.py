"""XLSForms and filled-in forms for tests, written as short as they are read."""

import io
import uuid
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


def workbook(
    survey: Iterable[Sequence[str]], choices: Iterable[Sequence[str]] = (), form: str = "walk", version: str = "1"
) -> bytes:
    """An XLSForm; the first line of each sheet is its header."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    settings = [("form_id", "version"), (form, version)]
    for name, lines in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.add_worksheet(name)
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)
    book.close()
    return out.getvalue()


HEADER = ("type", "name", "label")
WALK = [HEADER, ("text", "commune", "Which commune?"), ("integer", "pigs", "How many pigs?")]


def filled(inner: str, *, form: str = "herd", version: str = "1", id: str = "", deprecated: str = "") -> bytes:  # noqa: A002
    """An instance as Collect writes it; an id is made when none is given."""
    instance = id or f"uuid:{uuid.uuid4()}"
    before = f"<orx:deprecatedID>{deprecated}</orx:deprecatedID>" if deprecated else ""
    return (
        "<?xml version='1.0' ?>"
        f'<data id="{form}" version="{version}" xmlns:orx="http://openrosa.org/xforms">{inner}'
        f"<orx:meta><orx:instanceID>{instance}</orx:instanceID>{before}</orx:meta></data>"
    ).encode()


def household(
    pigs: Sequence[int] = (),
    *,
    day: str = "2026-10-20",
    people: str = "",
    births: str = "",
    field: str = "",
    photo: str = "",
    why: str = "",
    who: str = "",
) -> str:
    """What one household answered; `births` as letters of sexes."""
    animals = "".join(f"<animals><kind>pig</kind><number>{number}</number></animals>" for number in pigs)
    born = "".join(f"<births><sex>{sex}</sex></births>" for sex in births)
    return (
        f"<day>{day}</day><who>{escape(who)}</who><people>{people}</people>{animals}"
        f"<animals><kind>cow</kind><number>7</number></animals>{born}"
        f"<field>{field}</field><photo>{photo}</photo><why>{why}</why><total/>"
    )
