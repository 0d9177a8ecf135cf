"""Figures out of observations, piece by piece: so many families of indicators and years at once as memory likes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.warehouse import columns
from terrace.insight.warehouse.rolling import definition
from terrace.insight.warehouse.rolling.catalogue_tables import Catalogue, needed
from terrace.insight.warehouse.rolling.working import BEYOND, Work

#: Observations that are worked at once: sixteen figures for each, and 2 kB, where few report and much is broken down.
PIECE = 500_000
_HANDED = "w_observations"


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole families of indicators, in some years."""

    indicators: frozenset[int]
    first: int
    last: int


def figures(
    con: duckdb.DuckDBPyConnection,
    observations: str | pa.Table,
    snapshot: Snapshot,
    index: Index,
    indicators: Iterable[int] | None = None,
    *,
    leaves_only: bool = False,
    into: str = "rolling_figure",
) -> str:
    """Make the temporary table `into` of the figures that observations give (see the package); its name."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {into} ({columns.TABLE})")
    asked = frozenset(snapshot.by_id if indicators is None else indicators)
    name = observations if isinstance(observations, str) else _HANDED
    if not isinstance(observations, str):
        con.register(_HANDED, observations)
    try:
        for piece in pieces(con, name, snapshot, asked):
            catalogue = Catalogue.of(snapshot, piece.indicators & asked)
            _run(Work(con, catalogue, index, (piece.first, piece.last), leaves_only, into), name)
    finally:
        if name == _HANDED:
            con.unregister(_HANDED)
    return into


def _run(work: Work, observations: str) -> None:
    """In sets; where a number is beyond sixteen bytes, by the definition itself."""
    try:
        work.run(observations)
    except BEYOND:
        definition.run(work, observations)
    finally:
        work.close()


def pieces(
    con: duckdb.DuckDBPyConnection, observations: str, snapshot: Snapshot, asked: Iterable[int]
) -> Iterator[Piece]:
    """What to work at once: small families together, large ones by years."""
    wanted = needed(snapshot, asked)
    rows = con.execute(
        f"SELECT indicator, (period // 1000)::INTEGER, count(*) FROM {observations}"
        " WHERE indicator IN (SELECT unnest(?::INTEGER[])) GROUP BY ALL ORDER BY 1, 2",
        [wanted],
    ).fetchall()
    families: dict[int, list[tuple[int, int, int]]] = {}
    for row in rows:
        families.setdefault(snapshot.by_id[row[0]].family, []).append(row)
    small: list[tuple[int, int, int]] = []
    for family in families.values():
        if sum(count for *_, count in (*small, *family)) > PIECE and small:
            yield from _by_years(small, snapshot)
            small = []
        small += family
    if small:
        yield from _by_years(small, snapshot)


def _by_years(rows: list[tuple[int, int, int]], snapshot: Snapshot) -> Iterator[Piece]:
    """The years of some families, as many at once as fit."""
    families = {snapshot.by_id[indicator].family for indicator, _, _ in rows}
    members = frozenset(spec.id for spec in snapshot.by_id.values() if spec.family in families)
    counts: dict[int, int] = {}
    for _, year, count in rows:
        counts[year] = counts.get(year, 0) + count
    first, held = min(counts), 0
    for year in sorted(counts):
        if held and held + counts[year] > PIECE:
            yield Piece(members, first, year - 1)
            first, held = year, 0
        held += counts[year]
    yield Piece(members, first, max(counts))
