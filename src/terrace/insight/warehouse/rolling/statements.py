"""The statements of the roll-up in DuckDB (see `working`): the definition of `pipeline.evaluation`, said for sets.

Tables `m_…` hold what the catalogue and the places say, `w_…` the work. Values are millionths (HUGEINT); `top` is in
millionths of millionths. A `rank` is worked off after all lower ones.
"""

from terrace.insight.warehouse.rolling.quotients import ONE, average, halves, mean

#: Narrow decimals become whole numbers many times faster.
NARROW = 10**12

# what was said

OUTLINE = """
SELECT count(*), list(DISTINCT area), list(DISTINCT period), count(DISTINCT source), max(abs(value))
FROM {observations} WHERE indicator IN (SELECT indicator FROM m_spec) AND period BETWEEN ? AND ?"""
_HEARD = """
SELECT o.indicator, o.area, o.period, o.breakdown, o.value, o.status, c.simulated {precedence}
FROM {observations} o JOIN m_spec s ON s.indicator = o.indicator JOIN m_source c ON c.source = o.source
WHERE o.reason <= 1 AND s.reported_at IS NOT NULL AND o.period BETWEEN {first} AND {last}"""
#: The source of the highest precedence speaks.
_FOREMOST = """
SELECT indicator, area, period, breakdown, arg_min_null(value, precedence) AS value,
    arg_min(status, precedence) AS status, arg_min(simulated, precedence) AS simulated
FROM ({heard}) GROUP BY indicator, area, period, breakdown"""


def said(observations: str, years: tuple[int, int], *, sources: int, narrow: bool) -> str:
    """What speaks for each cell."""
    first, last = years[0] * 1000, years[1] * 1000 + 999
    many = sources > 1
    heard = _HEARD.format(
        observations=observations, first=first, last=last, precedence=", c.precedence" if many else ""
    )
    value = "value::DECIMAL(18, 6)" if narrow else "value::DECIMAL(38, 6)"
    return f"""
CREATE TEMP TABLE w_said AS
SELECT h.indicator, h.area, h.period, h.breakdown, p.epoch, l.level, s.rank, s.derived,
    ({value} * {ONE})::HUGEINT AS value, h.status::TINYINT AS status, h.simulated
FROM ({_FOREMOST.format(heard=heard) if many else heard}) h
    JOIN m_spec s ON s.indicator = h.indicator
    JOIN m_period p ON p.period = h.period
    JOIN m_level l ON l.area = h.area
WHERE s.derived OR p.grain = s.grain"""


#: Only of places whose figures are not kept.
LEAVES = "DELETE FROM w_said USING m_kept k WHERE k.year = w_said.period // 1000 AND k.area = w_said.area"

# at the indicator's own frequency

_CELL = "indicator, area, period, breakdown"
_WORKED = f"{_CELL}, epoch, level, value, status, simulated, reported, expected, basis, top, bottom"
OWN = """
CREATE TEMP TABLE w_own (indicator INTEGER, area INTEGER, period INTEGER, breakdown INTEGER, epoch SMALLINT,
    level TINYINT, value HUGEINT, status TINYINT, simulated BOOLEAN, reported INTEGER, expected INTEGER,
    basis TINYINT, top HUGEINT, bottom HUGEINT)"""
UP = """
CREATE TEMP TABLE w_up (indicator INTEGER, area INTEGER, period INTEGER, breakdown INTEGER, epoch SMALLINT,
    level TINYINT, value HUGEINT, status TINYINT, simulated BOOLEAN, reported INTEGER, top HUGEINT, bottom HUGEINT)"""

#: What places themselves said of a whole (position 0), or of its parts: the first group of which anything was said.
WHOLES = """
CREATE TEMP TABLE w_whole AS
WITH part AS (
    SELECT w.indicator, w.area, w.period, p.whole, p.position, sum(w.value) AS value, min(w.status) AS status,
        bool_or(w.simulated) AS simulated
    FROM w_said w JOIN m_piece p ON p.indicator = w.indicator AND p.breakdown = w.breakdown
    WHERE w.rank = 0 AND NOT w.derived
    GROUP BY w.indicator, w.area, w.period, p.whole, p.position
), foremost AS (
    SELECT indicator, area, period, whole AS breakdown, min(position) AS position,
        arg_min_null(value, position) AS value, arg_min(status, position) AS status,
        arg_min(simulated, position) AS simulated
    FROM part GROUP BY indicator, area, period, whole
)
SELECT f.indicator, f.area, f.period, f.breakdown, p.epoch, l.level, f.value, f.status, f.simulated, f.position,
    f.position > 0 AND n.area IS NOT NULL AS waits
FROM foremost f JOIN m_period p ON p.period = f.period JOIN m_level l ON l.area = f.area
    LEFT JOIN m_node n ON n.epoch = p.epoch AND n.area = f.area"""
#: Sums of parts that give way to what the places below say.
WAITING = "SELECT DISTINCT level FROM w_whole WHERE waits"

_COUNT = """LEFT JOIN m_count c ON c.epoch = {epoch} AND c.area = {area} AND c.level = s.reported_at"""
_PLACES = "coalesce(c.places, 1)"

_DIRECT = """
SELECT w.* EXCLUDE (rank, derived), 0 AS position, false AS waits
FROM w_said w WHERE w.rank = {rank} AND NOT w.derived"""
#: Direct reports of cells that are wholes, and those made of parts, come out of `w_whole`.
_DIRECT_OR_PARTS = f"""
{_DIRECT} AND NOT EXISTS (
    SELECT 1 FROM m_piece p WHERE p.position = 0 AND p.indicator = w.indicator AND p.breakdown = w.breakdown)
UNION ALL BY NAME SELECT * FROM w_whole"""
_WEIGHT = """
LEFT JOIN m_cell fits ON fits.indicator = s.weight AND fits.breakdown = w.breakdown
LEFT JOIN w_cell weight ON weight.indicator = s.weight AND weight.area = w.area AND weight.period = w.period
    AND weight.breakdown = coalesce(fits.breakdown, 0)"""


def first(rank: int, *, wholes: bool, waiting: str = "NOT w.waits") -> str:
    """What places say of their own cells: direct reports (basis 1) and the sums of parts (basis 3)."""
    weighted = rank > 0
    heard = (_DIRECT_OR_PARTS if wholes else _DIRECT).format(rank=rank)
    top = "w.value * weight.value" if weighted else "NULL"
    bottom = "CASE WHEN w.value IS NOT NULL THEN weight.value END" if weighted else "NULL"
    return f"""
INSERT INTO w_own
SELECT w.indicator, w.area, w.period, w.breakdown, w.epoch, w.level, w.value, w.status, w.simulated,
    {_PLACES}, {_PLACES}, CASE WHEN w.position = 0 THEN 1 ELSE 3 END, {top}, {bottom}
FROM ({heard}) w JOIN m_spec s ON s.indicator = w.indicator
    {_COUNT.format(epoch="w.epoch", area="w.area")} {_WEIGHT if weighted else ""}
WHERE {waiting}"""


_SAME = " AND ".join(f"{{one}}.{each} = {{other}}.{each}" for each in _CELL.split(", "))


def below(rank: int, level: int) -> str:
    """The cells of places of a level out of those right below, where the place did not report."""
    value = mean("u.top", "u.bottom") if rank else "u.value"
    return f"""
INSERT INTO w_own
SELECT u.indicator, u.area, u.period, u.breakdown, u.epoch, {level}, {value}, u.status, u.simulated, u.reported,
    {_PLACES}, 2, u.top, u.bottom
FROM (SELECT {_CELL}, epoch, sum(value) AS value, min(status) AS status, bool_or(simulated) AS simulated,
        sum(reported) AS reported, sum(top) AS top, sum(bottom) AS bottom
      FROM w_up WHERE level = {level} GROUP BY {_CELL}, epoch) u
    JOIN m_spec s ON s.indicator = u.indicator {_COUNT.format(epoch="u.epoch", area="u.area")}
WHERE NOT EXISTS (
    SELECT 1 FROM w_own d WHERE d.level = {level} AND d.basis = 1 AND {_SAME.format(one="d", other="u")})"""


def parts_unless_below(level: int) -> str:
    """The sums of parts of a level where the places below say nothing."""
    unless = f"SELECT 1 FROM w_up u WHERE u.level = {level} AND {_SAME.format(one='u', other='w')}"
    return first(0, wholes=True, waiting=f"w.waits AND w.level = {level} AND NOT EXISTS ({unless})")


def up(rank: int, level: int) -> str:
    """What the places of a level give to those right above them."""
    sums = "sum(w.top), sum(w.bottom)" if rank else "NULL, NULL"
    gives = "w.bottom IS NOT NULL" if rank else "s.area_rule = 'sum'"
    return f"""
INSERT INTO w_up
SELECT w.indicator, p.parent, w.period, w.breakdown, w.epoch, any_value(p.level), sum(w.value), min(w.status),
    bool_or(w.simulated), sum(w.reported), {sums}
FROM w_own w JOIN m_parent p ON p.epoch = w.epoch AND p.area = w.area JOIN m_spec s ON s.indicator = w.indicator
WHERE w.level = {level} AND {gives}
GROUP BY w.indicator, p.parent, w.period, w.breakdown, w.epoch"""


# in a coarser period

CELL = """
CREATE TEMP TABLE w_cell (indicator INTEGER, area INTEGER, period INTEGER, breakdown INTEGER, value HUGEINT,
    status TINYINT, simulated BOOLEAN, reported INTEGER, expected INTEGER, basis TINYINT, top HUGEINT,
    bottom HUGEINT)"""
KEEP_OWN = (
    f"INSERT INTO w_cell SELECT {_CELL}, value, status, simulated, reported, expected, basis, top, bottom FROM w_own"
)
SPAN = """
CREATE TEMP TABLE w_span (indicator INTEGER, area INTEGER, period INTEGER, breakdown INTEGER, value HUGEINT,
    there INTEGER, status TINYINT, simulated BOOLEAN, reported INTEGER)"""
LAST = """
CREATE TEMP TABLE w_last (indicator INTEGER, area INTEGER, period INTEGER, breakdown INTEGER, value HUGEINT,
    status TINYINT, simulated BOOLEAN, top HUGEINT, bottom HUGEINT)"""


def _step(grain: int | None) -> str:
    """From periods to those of a grain a step coarser, or to all coarser ones at once."""
    if grain is None:
        return "JOIN m_part t ON t.period = w.period"
    return f"JOIN m_step t ON t.period = w.period AND t.whole // 100 % 10 = {grain}"


def span(grain: int | None) -> str:
    """Flows: sums over finer periods, with how many own periods had a value."""
    return f"""
INSERT INTO w_span
SELECT w.indicator, w.area, t.whole, w.breakdown, sum(w.value), sum(w.there), min(w.status), bool_or(w.simulated),
    sum(w.reported)
FROM (SELECT o.indicator, o.area, o.period, o.breakdown, o.value, (o.value IS NOT NULL)::INTEGER AS there, o.status,
          o.simulated, o.reported
      FROM w_own o JOIN m_spec s ON s.indicator = o.indicator WHERE s.time_rule IN ('sum', 'mean')
      UNION ALL SELECT * FROM w_span) w
    {_step(grain)}
GROUP BY w.indicator, w.area, t.whole, w.breakdown"""


KEEP_SPAN = f"""
INSERT INTO w_cell
SELECT w.indicator, w.area, w.period, w.breakdown,
    CASE WHEN s.time_rule = 'mean' THEN {average("w.value", "w.there")} ELSE w.value END,
    w.status, w.simulated, w.reported, {_PLACES} * t.parts, 4, NULL, NULL
FROM w_span w JOIN m_spec s ON s.indicator = w.indicator
    JOIN m_whole t ON t.grain = s.grain AND t.whole = w.period {_COUNT.format(epoch="t.epoch", area="w.area")}"""


def last(grain: int | None, *, leaves_only: bool) -> str:
    """Stocks of places without any below, whose reports are all equally complete: the newest."""
    leaf = "true" if leaves_only else "o.area NOT IN (SELECT area FROM m_node)"
    return f"""
INSERT INTO w_last
SELECT w.indicator, w.area, t.whole, w.breakdown, arg_max_null(w.value, w.period), arg_max(w.status, w.period),
    arg_max(w.simulated, w.period), arg_max_null(w.top, w.period), arg_max_null(w.bottom, w.period)
FROM (SELECT o.indicator, o.area, o.period, o.breakdown, o.value, o.status, o.simulated, o.top, o.bottom
      FROM w_own o JOIN m_spec s ON s.indicator = o.indicator WHERE s.time_rule = 'last' AND {leaf}
      UNION ALL SELECT * FROM w_last) w
    {_step(grain)}
GROUP BY w.indicator, w.area, t.whole, w.breakdown"""


KEEP_LAST = f"INSERT INTO w_cell SELECT {_CELL}, value, status, simulated, 1, 1, 4, top, bottom FROM w_last"
#: Stocks of places with some below: the newest of those nearly as complete as the fullest.
NEWEST = """
INSERT INTO w_cell
SELECT indicator, area, whole, breakdown, value, status, simulated, reported, expected, 4, top, bottom
FROM (SELECT o.*, t.whole, max(o.reported) OVER (PARTITION BY o.indicator, o.area, o.breakdown, t.whole) AS fullest
      FROM w_own o JOIN m_spec s ON s.indicator = o.indicator JOIN m_part t ON t.period = o.period
      WHERE s.time_rule = 'last' AND o.area IN (SELECT area FROM m_node))
WHERE reported * 10 >= fullest * 9
QUALIFY row_number() OVER (PARTITION BY indicator, area, breakdown, whole ORDER BY period DESC) = 1"""

# by formula

SAID_OF_DERIVED = f"""
INSERT INTO w_cell
SELECT w.indicator, w.area, w.period, w.breakdown, w.value, w.status, w.simulated, {_PLACES}, {_PLACES}, 1, NULL, NULL
FROM w_said w JOIN m_spec s ON s.indicator = w.indicator {_COUNT.format(epoch="w.epoch", area="w.area")}
WHERE w.derived AND w.rank = {{rank}}"""


def inputs(slots: int) -> str:
    """The inputs of derived cells side by side."""
    values = "".join(f", max(w.value) FILTER (WHERE i.slot = {slot}) AS v{slot}" for slot in range(slots))
    return f"""
CREATE TEMP TABLE w_input AS
SELECT i.derived, i.cell, w.area, w.period, min(w.status) AS status, bool_or(w.simulated) AS simulated,
    min(w.reported) AS reported, max(w.expected) AS expected {values}
FROM w_cell w JOIN m_input i ON i.indicator = w.indicator AND i.breakdown = w.breakdown
GROUP BY i.derived, i.cell, w.area, w.period"""


SIZES = """
SELECT indicator, max(abs(value)) FROM w_cell
WHERE indicator IN (SELECT unnest(?::INTEGER[])) AND value IS NOT NULL GROUP BY indicator"""
#: Some were worked out by the catalogue.
_WORKED_IN = """(SELECT i.*, m.value::HUGEINT AS worked FROM w_input i LEFT JOIN m_worked m ON m.row = i.rowid)"""


def computed(tops: str, bottoms: str, rank: int, *, worked: bool) -> str:
    """Derived cells by their formulas, where the place itself did not report."""
    return f"""
INSERT INTO w_cell
SELECT w.derived, w.area, w.period, w.cell, {halves("w.top", "w.bottom")} * s.unit, w.status, w.simulated,
    w.reported, w.expected, 5, NULL, NULL
FROM (SELECT *, {tops} AS top, {bottoms} AS bottom FROM {_WORKED_IN if worked else "w_input"}) w
    JOIN m_spec s ON s.indicator = w.derived
WHERE w.top IS NOT NULL AND w.bottom <> 0 AND NOT EXISTS (
    SELECT 1 FROM w_said d WHERE d.rank = {rank} AND d.derived AND d.indicator = w.derived AND d.area = w.area
        AND d.period = w.period AND d.breakdown = w.cell)"""


def outcome(into: str) -> str:
    """The rows of the indicators asked for, in the columns of the warehouse."""
    return f"""
INSERT INTO {into}
SELECT w.indicator, w.period, w.period // 100 % 10, w.period // 1000, w.breakdown, w.area, l.level,
    w.value::DECIMAL(38, 0) * 0.000001, w.top::DECIMAL(38, 0) * 0.000000000001,
    (w.bottom::DECIMAL(38, 0) * 0.000001)::DECIMAL(38, 12), w.status, w.simulated, w.reported, w.expected, w.basis
FROM w_cell w JOIN m_level l ON l.area = w.area JOIN m_spec s ON s.indicator = w.indicator
WHERE s.asked"""
