"""Small random worlds for the tests of rolling: catalogues, places that change, and what was said."""

from datetime import date
from decimal import Decimal
from functools import cache

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.facts.catalogue import formulas
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot, SourceSpec, _readers, _wholes
from terrace.facts.pipeline.evaluation import Evaluator, Said
from terrace.facts.pipeline.touched import Touched
from terrace.insight.warehouse import rolling
from terrace.insight.warehouse.columns import NAMES
from terrace.insight.warehouse.rolling import fixed
from terrace.insight.warehouse.rolling.quotients import halves, millionths

#: Total, two sexes, two ages, sexes by ages: the total adds up from either, or from the finest.
SEXES, AGES, BOTH = (1, 2), (3, 4), (5, 6, 7, 8)
MARGINS = {
    0: (BOTH, SEXES, AGES),
    1: ((5, 6),),
    2: ((7, 8),),
    3: ((5, 7),),
    4: ((6, 8),),
}
CELLS = frozenset({0, *SEXES, *AGES, *BOTH})
#: The lower wins; the last is simulated.
SOURCES = {
    code: SourceSpec(code, code, code, number, precedence, published=False, simulated=code == "dream")
    for number, (code, precedence) in enumerate({"office": 10, "commune": 50, "dream": 90}.items(), start=1)
}
PERIODS = tuple(
    periods.parse(code).id
    for code in ("2025-M01", "2025-M05", "2025-M06", "2025-M07", "2025-M12", "2025-Q1", "2025-Q3", "2025-S1", "2025-S2",
                 "2025-C1", "2025-C3", "2025-N1", "2025", "2024-M12", "2024")
)  # fmt: skip
CHANGE = date(2025, 7, 1)
FORMULAS = (
    "{0} / nullif({1}, 0)",
    "{0} * 100 / {1}",
    "{0} / {1} * 1000 + {0}",
    "{0} / {1} * 12",
    "coalesce({0}, 0) + {1}",
    "round({0} / {1}, 1) * 3",
    "case when {0} > {1} then {0} / {1} else abs({0} - {1}) end",
    "greatest({0}, {1}) - least({0}, {1}) / 7",
    "{0} / {1} + {1} / {0}",
    "{0} / 1000",
    "-({0} - {1} * 2) / 3",
    "nullif({0}, {1}) * 0.5",
    "nullif({0} / {1}, 2)",
    "(5 - {0} / {1}) * 2.5",
)

#: Those that are left to the catalogue: an exact half could be missed, or a quotient is not the last step.
BEYOND = ("{0} / {1} * 12", "{0} / {1} + {1} / {0}", "nullif({0} / {1}, 2)")


def spec(number, **given):
    """An indicator with the fields that matter for figures."""
    fields = dict(  # noqa: C408 - as it is called
        code=f"I{number}", name_vi="", name_en="", id=number, sector="s", unit="u", decimals=0,
        frequency=Frequency.MONTH, nature="flow", area_rule="sum", weight_id=None, time_rule="sum", minimum=None,
        maximum=None, reported_at=4, formula="", inputs=(), depth=0, family=1, position=0, retired=False, groups=(),
        breakdowns={}, margins={}, cells=frozenset({0}), wholes={},
    )  # fmt: skip
    fields.update(given)
    fields["wholes"] = _wholes(fields["margins"])
    return IndicatorSpec(**fields)


def snapshot(specs):
    by_id = {each.id: each for each in specs}
    needs = {each.id: [*each.inputs, *([each.weight_id] if each.weight_id else [])] for each in specs}
    return Snapshot("mark", {each.code: each for each in specs}, by_id, SOURCES, {}, {}, {}, {}, {}, _readers(needs))


@st.composite
def catalogues(draw):
    """Two to four reported indicators, a mean with a weight now and then, formulas, formulas of formulas."""
    specs = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        broken = draw(st.booleans())
        specs.append(spec(
            number,
            decimals=draw(st.sampled_from((0, 0, 2, 6))),
            frequency=draw(st.sampled_from((Frequency.MONTH, Frequency.MONTH, *Frequency))),
            area_rule=draw(st.sampled_from(("sum", "sum", "sum", "mean", "none"))),
            time_rule=draw(st.sampled_from(("sum", "mean", "last", "none"))),
            reported_at=draw(st.sampled_from((4, 4, 4, 3, 2, None))),
            margins=MARGINS if broken else {},
            cells=CELLS if broken else frozenset({0}),
        ))  # fmt: skip
    if draw(st.booleans()):
        specs.append(draw(_mean(len(specs) + 1, specs)))
    for _ in range(draw(st.integers(0, 3))):
        specs.append(draw(_derived(len(specs) + 1, specs)))
    if specs[-1].formula and draw(st.booleans()):
        specs.append(draw(_mean(len(specs) + 1, specs[-1:])))
    return snapshot(specs)


@st.composite
def _mean(draw, number, others):
    weight = draw(st.sampled_from(others))
    broken = draw(st.booleans())
    return spec(
        number,
        area_rule="mean",
        weight_id=weight.id,
        decimals=draw(st.sampled_from((0, 1, 3))),
        frequency=draw(st.sampled_from((weight.frequency, Frequency.MONTH))),
        time_rule=draw(st.sampled_from(("sum", "mean", "last", "none"))),
        cells=CELLS if broken else frozenset({0}),
    )


@st.composite
def _derived(draw, number, others):
    parts = [draw(st.sampled_from(others)) for _ in range(2)]
    text = draw(st.sampled_from(FORMULAS)).format(*(part.code for part in parts))
    codes = formulas.parse(text).inputs
    ids = {part.code: part.id for part in others}
    return spec(
        number,
        formula=text,
        inputs=tuple(ids[code] for code in codes),
        decimals=draw(st.sampled_from((0, 1, 2, 5))),
        area_rule="none",
        time_rule="none",
        reported_at=draw(st.sampled_from((None, 4))),
        cells=draw(st.sampled_from((frozenset({0}), CELLS, frozenset({0, *SEXES})))),
    )


def version(place, level, parent, start=None, end=None):
    first = start or date(2000, 1, 1)
    return Version(place, f"{place:05}", "", "", "", "Xã", level, parent, first, end)


#: A country of two provinces; until 2025-07-01 with districts, then without; one province joins the other; a commune
#: is new, and one goes to the other province.
INDEX = Index(
    [
        version(1, 0, None),
        version(10, 2, 1), version(11, 2, 1, end=date(2025, 6, 30)),
        *(version(place, 3, parent, end=date(2025, 6, 30)) for place, parent in ((20, 10), (21, 10), (22, 11))),
        *(version(place, 4, parent, end=date(2025, 6, 30)) for place, parent in
          ((30, 20), (31, 20), (32, 21), (33, 21), (34, 22), (35, 22))),
        *(version(place, 4, 10, start=CHANGE) for place in (30, 31, 33, 34, 36)),
    ],
    [],
    [],
)  # fmt: skip
PLACES = (1, 10, 11, 20, 21, 22, 30, 31, 32, 33, 34, 35, 36)
AREAS = (30, 31, 32, 33, 34, 35, 36, 30, 31, 33, 20, 22, 10, 11, 1)


def values(largest=10**7):
    whole = st.integers(-9, largest)
    return st.tuples(st.one_of(whole, st.integers(0, 12)), st.integers(0, 999_999))


@st.composite
def said(draw, catalogue, largest=10**7, most=40):
    """Rows of observations: indicator, period, breakdown, area, source, reason, status, value."""
    rows = {}
    ids = sorted(catalogue.by_id)
    for _ in range(draw(st.integers(1, most))):
        one = catalogue.by_id[draw(st.sampled_from(ids))]
        fitting = [each for each in PERIODS if periods.from_id(each).frequency is one.frequency] or PERIODS
        period = draw(st.sampled_from(fitting if draw(st.integers(0, 9)) else PERIODS))
        area = draw(st.sampled_from(_there(period)))
        breakdown = draw(st.sampled_from(sorted(one.cells)))
        source = draw(st.sampled_from((2, 2, 2, 1, 3)))
        reason = draw(st.sampled_from((0, 0, 0, 0, 0, 0, 1, 2, 3)))
        whole, fraction = draw(values(largest))
        value = Decimal(whole) + Decimal(fraction % 10**one.decimals).scaleb(-one.decimals)
        status = draw(st.sampled_from((3, 3, 1, 2)))
        rows[one.id, period, breakdown, area, source] = (reason, status, None if reason else value)
    return [(*key, *rest) for key, rest in rows.items()]


@cache
def _there(period):
    """The places that were there on the last day, communes more than once."""
    return [area for area in AREAS if INDEX.version(area, periods.from_id(period).end)]


SCHEMA = pa.schema([
    *((name, pa.int32()) for name in ("indicator", "period", "breakdown", "area")), ("source", pa.int16()),
    ("reason", pa.int8()), ("status", pa.int8()), ("value", pa.decimal128(38, 6)),
])  # fmt: skip


def table(rows):
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    return pa.table([pa.array(each, kind.type) for each, kind in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)


def rolled(catalogue, rows, indicators=None, **options):
    """Figures by rolling: cell → values."""
    with duckdb.connect(config={"threads": 1}) as con:
        name = rolling.figures(con, table(rows), catalogue, INDEX, indicators, **options)
        found = con.sql(f"SELECT {', '.join(NAMES)} FROM {name}").fetchall()
    cells = {(row[0], row[5], row[1], row[4]): (row[6], *row[7:]) for row in found}
    assert len(cells) == len(found)
    return cells


def kept(catalogue, rows):
    """The cells whose figures the pipeline keeps."""
    touched = Touched(catalogue, INDEX)
    for row in rows:
        if row[5] <= 1:
            touched.add((row[3], row[1], [row[0], row[2]]))
    return {cell for level in touched.deepest_first() for cell in touched.cells(level)}


def defined(catalogue, rows):
    """Figures by the definition, for every place, period and breakdown there is."""
    by_number = {source.id: source for source in SOURCES.values()}
    heard = sorted((row for row in rows if row[5] <= 1), key=lambda row: -by_number[row[4]].precedence)
    speaking = {(row[0], row[3], row[1], row[2]): Said(row[7], row[6], by_number[row[4]].simulated) for row in heard}
    worker = Evaluator.over(catalogue, INDEX, speaking)
    times = {each for row in heard for each in (row[1], *(whole.id for whole in periods.from_id(row[1]).wholes()))}
    found = {}
    for one in catalogue.by_id.values():
        for area in PLACES:
            for period in times:
                for breakdown in one.cells:
                    cell = one.id, area, period, breakdown
                    if (result := worker.result(*cell)) is not None:
                        found[cell] = _values(area, result)
    return found


def _values(area, result):
    numbers = result.value, result.top, result.bottom
    return (
        INDEX.level(area),
        *numbers,
        result.status,
        result.simulated,
        result.reported,
        result.expected,
        result.basis,
    )


def fits(found):
    """True when the values of a figure fit the columns."""
    value, top, bottom = (abs(each or 0) for each in found[1:4])
    return value < 10**32 and top < 10**26 and bottom < 10**26


def decimal(value):
    return None if value is None else Decimal(value)


def in_whole_numbers(formula, decimals, rows):
    """The values of a formula in DuckDB for rows of A and B; None where that is left to the catalogue."""
    whole = [tuple(None if each is None else millionths(decimal(each)) for each in row) for row in rows]
    sizes = {code: max((abs(row[n] or 0) for row in whole), default=0) for n, code in enumerate("AB")}
    try:
        top, bottom = fixed.compiled(formula.root, {"A": "a", "B": "b"}, sizes, decimals)
    except fixed.Unfit:
        return None
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("CREATE TABLE given (n INTEGER, a HUGEINT, b HUGEINT)")
        con.executemany("INSERT INTO given VALUES (?, ?, ?)", [(n, *row) for n, row in enumerate(whole)])
        divided = f"SELECT {halves('t', 'b')} FROM (SELECT n, {top} AS t, {bottom} AS b FROM given) ORDER BY n"
        return [
            None if each is None else Decimal(each).scaleb(-decimals) for (each,) in con.execute(divided).fetchall()
        ]
