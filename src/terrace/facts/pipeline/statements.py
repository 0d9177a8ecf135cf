"""The statements of the roll-up (see `rollup`).

Arrays go over as text (`{1,2}`), since ragged arrays have no binary form. Every statement ends in the same upsert,
which leaves unchanged rows alone and returns those that changed.
"""

from collections.abc import Iterable
from decimal import Decimal

from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.pipeline.evaluation import Cell
from terrace.facts.pipeline.results import Result

#: A zero with thirty decimals: added to a dividend it makes PostgreSQL carry thirty decimals through a division.
ZERO = "0." + "0" * 30

_STORE = """
INSERT INTO pipeline_figure AS kept
    (changed_at, indicator_id, area_id, breakdown_id, period, revision, reported, expected, basis, status, simulated,
     value, below, top, bottom)
SELECT clock_timestamp(), indicator, area, breakdown, period, 1, reported, expected, basis, status, simulated,
    value, below, top, bottom
FROM outcome
WHERE basis > 0 OR EXISTS (
    SELECT FROM pipeline_figure f WHERE f.indicator_id = outcome.indicator AND f.area_id = outcome.area
        AND f.breakdown_id = outcome.breakdown AND f.period = outcome.period)
ORDER BY indicator, area, breakdown, period
ON CONFLICT (indicator_id, area_id, breakdown_id, period) DO UPDATE
SET changed_at = excluded.changed_at, revision = kept.revision + 1, reported = excluded.reported,
    expected = excluded.expected, basis = excluded.basis, status = excluded.status, simulated = excluded.simulated,
    value = excluded.value, below = excluded.below, top = excluded.top, bottom = excluded.bottom
WHERE (kept.value, kept.reported, kept.expected, kept.basis, kept.status, kept.simulated, kept.below,
       kept.top, kept.bottom)
    IS DISTINCT FROM (excluded.value, excluded.reported, excluded.expected, excluded.basis, excluded.status,
        excluded.simulated, excluded.below, excluded.top, excluded.bottom)
RETURNING indicator_id, area_id, period, breakdown_id, value, status, simulated, reported, expected
"""

_OBSERVED = "collection_observation WHERE indicator_id = c.indicator AND reason <= 1"
_SAID = "value, status, source_id = ANY (s.simulated) AS simulated"
#: The source of the highest precedence speaks.
_RANK = "array_position(s.ranked, source_id)"

#: What leaves said of a cell without parts.
_LEAVES = f"""
    SELECT area_id, {_SAID} FROM (
        SELECT DISTINCT ON (area_id) area_id, value, status, source_id FROM {_OBSERVED}
            AND period = c.period AND breakdown_id = c.breakdown AND area_id = ANY (k.leaves)
        ORDER BY area_id, {_RANK}) o"""

#: What places said of the cell itself (position 0) and of the parts of each group.
_HEARD = f"""
    SELECT area_id, 0 AS position, {_SAID} FROM (
        SELECT DISTINCT ON (area_id) area_id, value, status, source_id FROM {_OBSERVED}
            AND period = c.period AND breakdown_id = c.breakdown AND area_id = ANY ({{places}})
        ORDER BY area_id, {_RANK}) o
    UNION ALL
    SELECT area_id, position, sum(value), min(status), bool_or(source_id = ANY (s.simulated))
    FROM piece p CROSS JOIN LATERAL (
        SELECT DISTINCT ON (area_id, breakdown_id) area_id, value, status, source_id FROM {_OBSERVED}
            AND period = c.period AND breakdown_id = ANY (p.parts) AND area_id = ANY ({{places}})
        ORDER BY area_id, breakdown_id, {_RANK}) o
    WHERE p.indicator = c.indicator AND p.breakdown = c.breakdown
    GROUP BY area_id, position"""

#: What leaves said of a cell, or of its parts where they did not.
_WHOLES = f"""
    SELECT DISTINCT ON (area_id) area_id, value, status, simulated
    FROM ({_HEARD.format(places="k.leaves")}) heard ORDER BY area_id, position"""

_ITSELF = f"""
    SELECT 0 AS position, {_SAID} FROM {_OBSERVED}
        AND period = c.period AND breakdown_id = c.breakdown AND area_id = c.area ORDER BY {_RANK} LIMIT 1"""
_ITSELF_OR_PARTS = _HEARD.format(places="ARRAY[c.area]")


def _from_places(leaves: str, itself: str) -> str:
    """What leaves below reported, the figures of nodes below, and what the place itself reported."""
    return (
        f"""
WITH cell AS MATERIALIZED (
    SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[])
        AS t (no, kin, indicator, area, period, breakdown, expected)
), kin AS MATERIALIZED (
    SELECT no, leaves::int[] AS leaves, nodes::int[] AS nodes
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS t (no, leaves, nodes)
), piece AS MATERIALIZED (
    SELECT indicator, breakdown, position, parts::int[] AS parts
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::text[]) AS t (indicator, breakdown, position, parts)
), source AS (SELECT %s::smallint[] AS simulated, %s::smallint[] AS ranked),
said AS MATERIALIZED (
    SELECT c.*, l.reported AS l_reported, l.value AS l_value, l.status AS l_status, l.simulated AS l_simulated,
        n.reported AS n_reported, n.value AS n_value, n.status AS n_status, n.simulated AS n_simulated
    FROM cell c JOIN kin k ON k.no = c.kin CROSS JOIN source s
    CROSS JOIN LATERAL (
        SELECT count(*) AS reported, sum(value) AS value, min(status) AS status, bool_or(simulated) AS simulated
        FROM ({leaves}) each) l
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(reported), 0) AS reported, sum(value) AS value, min(status) AS status,
            bool_or(simulated) AS simulated
        FROM pipeline_figure WHERE indicator_id = c.indicator AND area_id = ANY (k.nodes)
            AND breakdown_id = c.breakdown AND period = c.period AND basis > 0) n
), below AS (
    SELECT no, l_reported + n_reported AS reported, least(l_status, n_status) AS status,
        CASE WHEN l_value IS NULL THEN n_value WHEN n_value IS NULL THEN l_value ELSE l_value + n_value END AS value,
        coalesce(l_simulated, false) OR coalesce(n_simulated, false) AS simulated
    FROM said WHERE l_status IS NOT NULL OR n_status IS NOT NULL
), own AS MATERIALIZED (
    SELECT c.no, o.* FROM cell c CROSS JOIN source s CROSS JOIN LATERAL ({itself}) o
), itself AS (
    SELECT DISTINCT ON (no) * FROM own ORDER BY no, position
), direct AS (
    SELECT * FROM own WHERE position = 0
), margin AS (
    SELECT DISTINCT ON (no) * FROM own WHERE position > 0 ORDER BY no, position
), outcome AS (
    SELECT c.indicator, c.area, c.breakdown, c.period, c.expected,
        CASE WHEN i.no IS NULL AND b.no IS NULL THEN 0 WHEN b.no IS NULL OR d.no IS NOT NULL THEN c.expected
            ELSE b.reported END AS reported,
        CASE WHEN i.no IS NULL AND b.no IS NULL THEN 0 WHEN b.no IS NOT NULL AND d.no IS NULL THEN 2
            WHEN i.position = 0 THEN 1 ELSE 3 END AS basis,
        CASE WHEN b.no IS NULL THEN i.value WHEN d.no IS NULL THEN b.value ELSE d.value END AS value,
        coalesce(CASE WHEN b.no IS NULL THEN i.status WHEN d.no IS NULL THEN b.status ELSE d.status END, 1) AS status,
        coalesce(CASE WHEN b.no IS NULL THEN i.simulated WHEN d.no IS NULL THEN b.simulated ELSE d.simulated END,
            false) AS simulated,
        CASE WHEN d.no IS NULL THEN NULL WHEN b.no IS NULL THEN m.value ELSE b.value END AS below,
        NULL::numeric AS top, NULL::numeric AS bottom
    FROM cell c LEFT JOIN itself i ON i.no = c.no LEFT JOIN direct d ON d.no = c.no
        LEFT JOIN margin m ON m.no = c.no LEFT JOIN below b ON b.no = c.no
)"""
        + _STORE
    )


#: By whether the cell is the whole of some parts.
FROM_PLACES = {
    False: _from_places(_LEAVES, _ITSELF),
    True: _from_places(_WHOLES, _ITSELF_OR_PARTS),
}

#: A flow in a coarser period: the sum or the mean of the place's own finer periods.
OVER_TIME = (
    f"""
WITH cell AS MATERIALIZED (
    SELECT indicator, area, period, breakdown, expected, slots::int[] AS slots, mean, decimals
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::text[], %s::bool[], %s::int[])
        AS t (indicator, area, period, breakdown, expected, slots, mean, decimals)
), outcome AS (
    SELECT c.indicator, c.area, c.breakdown, c.period, c.expected, f.reported,
        CASE WHEN f.there = 0 THEN 0 ELSE 4 END AS basis,
        CASE WHEN c.mean THEN round(round((f.total + {ZERO}) / nullif(f.valued, 0), 30), c.decimals)
            ELSE f.total END AS value,
        coalesce(f.status, 1) AS status, coalesce(f.simulated, false) AS simulated,
        NULL::numeric AS below, NULL::numeric AS top, NULL::numeric AS bottom
    FROM cell c CROSS JOIN LATERAL (
        SELECT count(*) AS there, sum(value) AS total, count(value) AS valued, min(status) AS status,
            bool_or(simulated) AS simulated, coalesce(sum(reported), 0) AS reported
        FROM pipeline_figure
        WHERE indicator_id = c.indicator AND area_id = c.area AND breakdown_id = c.breakdown
            AND period = ANY (c.slots) AND basis > 0) f
)"""
    + _STORE
)

#: A stock in a coarser period: the newest of the place's own finer periods that is nearly as complete as the fullest.
NEWEST = (
    """
WITH cell AS MATERIALIZED (
    SELECT indicator, area, period, breakdown, slots::int[] AS slots
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::text[])
        AS t (indicator, area, period, breakdown, slots)
), outcome AS (
    SELECT c.indicator, c.area, c.breakdown, c.period, coalesce(f.expected, 1) AS expected,
        coalesce(f.reported, 0) AS reported, CASE WHEN f.reported IS NULL THEN 0 ELSE 4 END AS basis, f.value,
        coalesce(f.status, 1) AS status, coalesce(f.simulated, false) AS simulated, f.below,
        NULL::numeric AS top, NULL::numeric AS bottom
    FROM cell c LEFT JOIN LATERAL (
        SELECT * FROM (
            SELECT period, value, status, simulated, reported, expected, below, max(reported) OVER () AS fullest
            FROM pipeline_figure
            WHERE indicator_id = c.indicator AND area_id = c.area AND breakdown_id = c.breakdown
                AND period = ANY (c.slots) AND basis > 0) own
        WHERE reported * 10 >= fullest * 9 ORDER BY period DESC LIMIT 1) f ON true
)"""
    + _STORE
)

#: Outcomes worked out in Python.
AS_WORKED = (
    """
WITH outcome AS (
    SELECT * FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[],
        %s::bool[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[])
        AS t (indicator, area, period, breakdown, reported, expected, basis, status, simulated,
              value, below, top, bottom)
)"""
    + _STORE
)

NOTHING = Result(None, 1, False, 0, 0, 0)  # type: ignore[arg-type]


def as_worked(worked: Iterable[tuple[Cell, Result | None]]) -> list[str]:
    """The columns for AS_WORKED."""
    rows = []
    for cell, found in worked:
        one = found or NOTHING
        rows.append(
            (
                *cell,
                one.reported,
                one.expected,
                int(one.basis),
                one.status,
                one.simulated,
                *map(_digits, (one.value, one.below, one.top, one.bottom)),
            )
        )
    return ["{" + ",".join(map(str, column)) + "}" for column in zip(*rows, strict=True)]


def _digits(value: Decimal | None) -> str:
    return "NULL" if value is None else format(value, "f")


def by_formula(spec: IndicatorSpec, snapshot: Snapshot) -> str:
    """The statement that computes cells of a derived indicator from the figures of its parts.

    Its values: columns indicator, area, period, breakdown, expected, and for each part the breakdown to read.
    """
    parts = range(len(spec.inputs))
    codes = [snapshot.by_id[part].code for part in spec.inputs]
    columns = {code: f"p{n}.value" for n, code in enumerate(codes)}
    expression = spec.compiled.postgres(columns, spec.decimals) if spec.compiled else "NULL::numeric"
    names = "".join(f", b{n}" for n in parts)
    arrays = ", ".join(["%s::int[]"] * (5 + len(spec.inputs)))
    joins = " ".join(
        f"LEFT JOIN pipeline_figure p{n} ON p{n}.indicator_id = {part} AND p{n}.area_id = c.area"
        f" AND p{n}.breakdown_id = c.b{n} AND p{n}.period = c.period AND p{n}.basis > 0"
        for n, part in enumerate(spec.inputs)
    )
    least = _over("least", "p{}.reported", parts)
    most = _over("greatest", "p{}.expected", parts)
    status = _over("least", "p{}.status", parts)
    simulated = " OR ".join(f"coalesce(p{n}.simulated, false)" for n in parts) or "false"
    direct = _DIRECT if spec.reported_at is not None else _NO_DIRECT
    return (
        f"""
WITH cell AS MATERIALIZED (
    SELECT * FROM unnest({arrays}) AS t (indicator, area, period, breakdown, expected{names})
), source AS (SELECT %s::smallint[] AS simulated, %s::smallint[] AS ranked),
computed AS (
    SELECT c.*, {expression} AS value, {least} AS least, {most} AS most, {status} AS status, {simulated} AS simulated
    FROM cell c {joins}
), outcome AS (
    SELECT c.indicator, c.area, c.breakdown, c.period,
        CASE WHEN d.there THEN c.expected WHEN c.value IS NOT NULL THEN c.most ELSE 0 END AS expected,
        CASE WHEN d.there THEN c.expected WHEN c.value IS NOT NULL THEN c.least ELSE 0 END AS reported,
        CASE WHEN d.there THEN 1 WHEN c.value IS NOT NULL THEN 5 ELSE 0 END AS basis,
        CASE WHEN d.there THEN d.value ELSE c.value END AS value,
        coalesce(CASE WHEN d.there THEN d.status ELSE c.status END, 1) AS status,
        CASE WHEN d.there THEN d.simulated ELSE c.value IS NOT NULL AND c.simulated END AS simulated,
        CASE WHEN d.there THEN c.value END AS below, NULL::numeric AS top, NULL::numeric AS bottom
    FROM computed c CROSS JOIN source s LEFT JOIN LATERAL ({direct}) d ON true
)"""
        + _STORE
    )


_DIRECT = """
    SELECT true AS there, o.value, o.status, o.source_id = ANY (s.simulated) AS simulated
    FROM collection_observation o
    WHERE o.indicator_id = c.indicator AND o.period = c.period AND o.breakdown_id = c.breakdown
        AND o.area_id = c.area AND o.reason <= 1
    ORDER BY array_position(s.ranked, o.source_id) LIMIT 1"""
_NO_DIRECT = "SELECT false AS there, NULL::numeric AS value, NULL::int AS status, false AS simulated"


def _over(function: str, column: str, parts: Iterable[int]) -> str:
    return f"{function}({', '.join(column.format(n) for n in parts)})"
