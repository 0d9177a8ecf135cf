"""Answers of files, for the tests."""

from pathlib import Path

import duckdb
import pandas as pd


def read(target: Path) -> pd.DataFrame:
    """The answer as a table in memory."""
    with duckdb.connect() as connection:
        return connection.read_parquet(str(target)).df()
