"""SDMX-CSV 2.0, and plain CSV for spreadsheets: codes with their names."""

import csv
import io

from terrace.base.kernel import periods
from terrace.share.opendata import columns
from terrace.share.opendata.datasets import VERSION, Shelf
from terrace.share.opendata.reading import Answer
from terrace.share.opendata.structures import CODES, STATUS, Structures, both, in_language

#: Excel reads a file as UTF-8 when it begins so.
BOM = "\ufeff"
#: What SDMX-CSV may show beside a code.
LABELS = ("id", "both", "name")


def sdmx(shelf: Shelf, answer: Answer, labels: str = "id", language: str = "vi") -> str:
    """SDMX-CSV 2.0; `labels`: codes, codes and names (`M: Nam`), or names in columns of their own."""
    named = _Names(shelf, answer, language)
    gets = columns.columns(answer)
    flow = f"{shelf.agency}:{answer.dataset.id}({VERSION})"
    title = shelf.name(answer.dataset, language)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if labels == "name":
        head = ["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION"]
        fixed = ["dataflow", flow, title, "I"]
        writer.writerow([*head, *(cell for name in gets for cell in (name, named.title(name)))])
        for row in columns.rows(answer):
            cells = (cell for name, code in zip(gets, row, strict=True) for cell in (code, named.name(name, code)))
            writer.writerow([*fixed, *cells])
        return out.getvalue()
    head = ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    fixed = ["dataflow", f"{flow}: {title}" if labels == "both" else flow, "I"]
    writer.writerow([*head, *(named.both(name, named.title(name)) if labels == "both" else name for name in gets)])
    for row in columns.rows(answer):
        if labels == "both":
            row = [named.both(code, named.name(name, code)) for name, code in zip(gets, row, strict=True)]  # noqa: PLW2901
        writer.writerow([*fixed, *row])
    return out.getvalue()


def plain(shelf: Shelf, answer: Answer, language: str = "vi") -> str:
    """A table with names: place, indicator, breakdowns, period, value, unit, status; codes in the last columns."""
    named = _Names(shelf, answer, language)
    dataset = answer.dataset
    words = _PLAIN[language]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    parts = [named.title(name) for name in dataset.breakdowns]
    writer.writerow([*words[:2], *parts, *words[2:6], *dataset.dimensions, "TIME_PERIOD", STATUS])
    units = {spec.code: shelf.snapshot.unit(spec, language) for spec in dataset.indicators}
    for each in answer.observations:
        code = dict(zip(dataset.dimensions, each.series, strict=True))
        broken = [named.name(name, code[name]) for name in dataset.breakdowns]
        place, what = named.name("REF_AREA", code["REF_AREA"]), named.name("INDICATOR", code["INDICATOR"])
        said = [periods.from_id(each.period).label(language), each.digits, units[code["INDICATOR"]]]
        status = in_language(both(*CODES[STATUS][each.status]), language)
        writer.writerow([place, what, *broken, *said, status, *each.series, each.time, each.status])
    return out.getvalue()


_PLAIN = {
    "vi": ("Địa bàn", "Chỉ tiêu", "Kỳ", "Giá trị", "Đơn vị tính", "Trạng thái"),
    "en": ("Place", "Indicator", "Period", "Value", "Unit", "Status"),
}


class _Names:
    """Names of components and codes in one language."""

    def __init__(self, shelf: Shelf, answer: Answer, language: str) -> None:
        made = Structures(shelf)
        self.language = language
        self.titles = {each.id: in_language(each.name or "", language) for each in made.concepts()}
        lists = [part for part in made.components(answer.dataset) if part.local_codes is not None]
        self.codes = {part.id: {each.id: self._in(each.name) for each in part.local_codes or ()} for part in lists}

    def _in(self, text: str | None) -> str:
        return in_language(text or "", self.language)

    def title(self, component: str) -> str:
        return self.titles.get(component, component)

    def name(self, component: str, code: str) -> str:
        return self.codes.get(component, {}).get(code, "")

    def both(self, code: str, name: str) -> str:
        return f"{code}: {name}" if code and name else code
