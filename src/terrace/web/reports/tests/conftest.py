"""The world of the reports themselves; Chi leads the province."""

from terrace.facts.conftest import _fresh_snapshots, country  # noqa: F401 - fixtures
from terrace.insight.reports.tests.conftest import (  # noqa: F401 - fixtures
    chi,
    dung,
    filled,
    months,
    someone,
)
