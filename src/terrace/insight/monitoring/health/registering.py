"""What health adds when Django starts: its table of packs and its round."""

from terrace.base.bus.duties import DUTIES
from terrace.base.packs.registry import TABLES
from terrace.insight.monitoring.health import rounds, tables


def register() -> None:
    tables.register(TABLES)
    DUTIES.every(rounds.SECONDS, "health", rounds.work)
