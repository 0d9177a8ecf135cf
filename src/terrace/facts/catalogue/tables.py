"""The tables of packs that the catalogue owns, in the order they are loaded."""

from collections.abc import Callable
from typing import Any

from terrace.base.kernel.periods import Frequency
from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.models import Packed
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue import indicators, pxweb, references
from terrace.facts.catalogue.models import (
    AreaRule,
    Code,
    Dimension,
    Disclosure,
    Indicator,
    Nature,
    Sector,
    Source,
    TimeRule,
    Unit,
)

SLUG = ("[a-z][a-z0-9-]*", "mã: chữ thường, số và dấu -", "a code: lower-case letters, digits, -")
WORD = ("[A-Z][A-Z0-9_]*", "mã: chữ hoa, số và dấu _", "a code: capital letters, digits, _")
PART = ("[A-Z0-9][A-Z0-9_]*", "mã: chữ hoa, số và dấu _", "a code: capital letters, digits, _")
NAMES = (
    columns.text("name_vi", "tên tiếng Việt", "the Vietnamese name"),
    columns.text("name_en", "tên tiếng Anh", "the English name"),
)
FREQUENCIES = {
    "month": Frequency.MONTH,
    "quarter": Frequency.QUARTER,
    "half-year": Frequency.HALF,
    "nine-months": Frequency.NINE,
    "year": Frequency.YEAR,
    "season": Frequency.SEASON,
}
#: Words of `terrace.base.places.Level`.
LEVELS = {"country": 0, "region": 1, "province": 2, "district": 3, "commune": 4}
INDICATOR = (
    columns.code("code", *WORD),
    *NAMES,
    columns.code("sector", *SLUG),
    columns.code("unit", *WORD),
    columns.integer("decimals", 0, 6),
    columns.choice("frequency", {word: int(value) for word, value in FREQUENCIES.items()}),
    columns.choice("nature", {word: word for word in Nature.values}),
    columns.choice("area_rule", {word: word for word in AreaRule.values}, required=False, empty="none"),
    columns.code("weight", *WORD, required=False),
    columns.choice("time_rule", {word: word for word in TimeRule.values}, required=False, empty="none"),
    columns.decimal("minimum"),
    columns.decimal("maximum"),
    columns.choice("reported_at", LEVELS, required=False),
    columns.text("formula", "một công thức", "a formula", required=False),
    columns.text("breakdowns", "các nhóm phân tổ", "groups of dimensions", required=False),
)
PXWEB = (
    columns.text("title", "tên bảng", "the title of the table"),
    columns.text("item", "tên mục trong cột", "the item that columns name", required=False),
    columns.code("indicator", *WORD),
    columns.text("breakdown", "phân tổ, ví dụ SEX=F", "a breakdown such as SEX=F", required=False),
    columns.decimal("factor", required=True),
    columns.text("note", "ghi chú", "a note", required=False),
)

#: The least count of people that the public is shown may be from two to a thousand.
DISCLOSURE = (
    columns.code("indicator", *WORD),
    columns.integer("least", 2, 1000),
)


def register(registry: Registry) -> None:
    """Hand the tables to the packs."""
    registry.add(
        Table("sectors", (columns.code("code", *SLUG), *NAMES), _plain(Sector)),
        Table("units", (columns.code("code", *WORD), *NAMES), _plain(Unit)),
        Table("dimensions", (columns.code("code", *WORD), *NAMES), _plain(Dimension)),
        Table("codes", (columns.code("dimension", *WORD), columns.code("code", *PART), *NAMES), _codes),
        Table("sources", _source_columns(), _plain(Source)),
        Table("indicators", INDICATOR, indicators.load),
        Table("pxweb", PXWEB, pxweb.load),
        Table("disclosure", DISCLOSURE, _disclosure),
    )
    registry.finish(indicators.finish)


def _source_columns() -> tuple[columns.Column, ...]:
    precedence = columns.integer("precedence", 1, 30000)
    return (
        columns.code("code", *SLUG),
        *NAMES,
        precedence,
        columns.flag("published"),
        columns.flag("simulated"),
    )


def _plain(model: type[Packed]) -> Callable[[Batch], Counts]:
    """A loader of a table whose columns are the model's."""

    def load(batch: Batch) -> Counts:
        references.check_precedence(batch)
        return merge(batch, model, ("code",), [(record, record.values) for record in batch.sound])

    return load


def _codes(batch: Batch) -> Counts:
    """Codes of dimensions; their order in the table is their order everywhere."""
    known = references.known(batch, "dimensions", Dimension)
    rows: list[tuple[Record, dict[str, Any]]] = []
    for record in batch.sound:
        if references.check(batch, record, "dimension", "dimensions", known):
            values = dict(record.values, position=len(rows))
            values["dimension_id"] = values.pop("dimension")
            rows.append((record, values))
    return merge(batch, Code, ("dimension_id", "code"), rows)


def _disclosure(batch: Batch) -> Counts:
    """Indicators of which small counts are kept back."""
    known = references.known(batch, "indicators", Indicator)
    sound = [record for record in batch.sound if references.check(batch, record, "indicator", "indicators", known)]
    return merge(batch, Disclosure, ("indicator",), [(record, record.values) for record in sound])
