"""Small tables by hand, and what was read of them in short."""

from terrace.facts.collection.pxweb.cells import PxFile
from terrace.facts.collection.pxweb.reading import read

TITLE = '"Poultry by province by Cities, provincies and Year"\r\n\r\n'
HEAD = '"Cities, provincies";"2015";"2016"\r\n'


def table(*rows: str, head: str = HEAD, title: str = TITLE) -> PxFile:
    return read((title + head + "\r\n".join(rows)).encode(), "t.csv")


def values(file: PxFile) -> dict[tuple[str, int, str], str]:
    """Cells as (area, year, item) → value or reason."""
    return {(c.area_text, c.year, c.item): str(c.value) if c.reason is None else c.reason for c in file.cells}


def codes(file: PxFile) -> list[tuple[str, str]]:
    return [(fault.code.removeprefix("pxweb."), fault.pointer) for fault in file.faults]


PLAIN = {("Ha Noi", 2015, ""): "1.5", ("Ha Noi", 2016, ""): "2"}
