"""SDMX-CSV 2.0, and plain CSV for spreadsheets: codes with their names."""

import csv
import io
from collections.abc import Sequence

from terrace.base.kernel import periods
from terrace.share.opendata import columns
from terrace.share.opendata.concepts import CODES, STATUS, Words, both, in_language
from terrace.share.opendata.datasets import VERSION, Shelf
from terrace.share.opendata.reading import Action, Answer, Part

#: Excel reads a file as UTF-8 when it begins so.
BOM = "\ufeff"
#: What SDMX-CSV may show beside a code.
LABELS = ("id", "both", "name")


def sdmx(shelf: Shelf, parts: Sequence[Part], labels: str = "id", language: str = "vi") -> str:
    """SDMX-CSV 2.0; `labels`: codes, codes and names (`M: Nam`), or names in columns of their own.

    A history has the moment of each row in a column of its own.
    """
    first = parts[0].answer
    named = _Names(shelf, first, language)
    flow, title = f"{shelf.agency}:{first.dataset.id}({VERSION})", shelf.name(first.dataset, language)
    about = ["dataflow", flow, title] if labels == "name" else ["dataflow", f"{flow}: {title}"[: _end(flow, labels)]]
    gets = list(columns.columns(first))
    history = first.question.history
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head = ["STRUCTURE", "STRUCTURE_ID", *(["STRUCTURE_NAME"] if labels == "name" else []), "ACTION"]
    since = ["VALID_FROM"] if history else []
    writer.writerow([*head, *named.row(gets, gets, labels, named.titles), *since])
    for part in parts:
        stamp = [part.since.isoformat()] if part.since else []
        fixed = [*about, part.action.letter]
        for row in columns.rows(part.answer, keys_only=part.action is Action.DELETE):
            writer.writerow([*fixed, *named.row(gets, row, labels), *stamp])
    return out.getvalue()


def _end(flow: str, labels: str) -> int | None:
    """Where the id of the flow ends when no name follows it."""
    return None if labels == "both" else len(flow)


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
        words = Words(shelf)
        self.titles = {code: in_language(name, language) for code, name in words.components().items()}
        self.codes = words.labels(answer.dataset, language)

    def title(self, component: str) -> str:
        return self.titles.get(component, component)

    def name(self, component: str, code: str) -> str:
        return self.codes.get(component, {}).get(code, "")

    def row(
        self, components: list[str], codes: list[str], labels: str, names: dict[str, str] | None = None
    ) -> list[str]:
        """Codes as they are asked for; `names` in the place of those of the code lists."""
        if labels == "id":
            return codes
        found = [
            names.get(code, code) if names is not None else self.name(component, code)
            for component, code in zip(components, codes, strict=True)
        ]
        if labels == "name":
            return [cell for pair in zip(codes, found, strict=True) for cell in pair]
        return [f"{code}: {name}" if code and name else code for code, name in zip(codes, found, strict=True)]
