"""Figures rolled up in sets: the definition of `facts.pipeline.evaluation`, for whole indicators and years in DuckDB.

    con = duckdb.connect()
    said = rolling.observed(indicators, years=(2024, 2026), as_of=None)      # pyarrow.Table, from PostgreSQL
    name = rolling.figures(con, said, snapshot, index, indicators, leaves_only=False)
    con.sql(f"SELECT * FROM {name}")                                        # the columns of `warehouse.columns.NAMES`

`observed` reads the observations of indicators (ids) and of all that their formulas and weights read, of all places or
of some, now or as they were at `as_of`: indicator, period, breakdown, area int32, source int16, reason, status int8,
value decimal(38,6); gaps (missing, late) are among them, as they are in force.

`figures` takes such a table (or the name of one in `con`; more columns and narrower decimals are fine) and makes a
temporary table: one row for each cell that has a figure, of the indicators asked for (all in the snapshot when none
are named); `leaves_only` leaves out places in years in which they have places below them: `pipeline_figure` keeps
those figures.
It needs all observations of a year of each place it is to be right for; different years do not meet. Values never
pass through a double. What does not fit the columns (a value of 10**32, a product of 10**26) has no row.
"""

from terrace.insight.warehouse.rolling.catalogue_tables import needed
from terrace.insight.warehouse.rolling.figuring import figures
from terrace.insight.warehouse.rolling.observing import observed

__all__ = ["figures", "needed", "observed"]
