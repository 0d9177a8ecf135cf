"""What health adds when Django starts: its table of packs and its round."""

from terrace.base.bus.duties import DUTIES, Lane
from terrace.base.packs.registry import TABLES
from terrace.insight.monitoring.health import rounds, signs, tables


def register() -> None:
    tables.register(TABLES)
    DUTIES.every(rounds.SECONDS, "health", rounds.work)
    DUTIES.every(rounds.SECONDS, "health-sign", signs.give, Lane.PATIENT)
