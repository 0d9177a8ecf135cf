"""Scores and ranks of the indices of governance, made up for every province: all of it is simulated and says so.

So the pages that compare a province with its neighbours have something to compare. Which indices there are is what the
packs say (`governance_indices.csv`); the figures mean nothing.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.periods import Frequency, Period
from terrace.base.kernel.problems import Refused
from terrace.base.places.models import Level
from terrace.demo.history import BECAUSE, DOOR, SOURCE
from terrace.demo.simulation import Simulation
from terrace.facts.catalogue import releasing
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection import actions
from terrace.facts.collection.actions import Delivery
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.collection.models import Submission
from terrace.insight.targets import indices
from terrace.insight.targets.models import Index

KEY = "demo:governance:1"
#: Whole years of scores, and of components, before the running one.
YEARS, COMPONENT_YEARS = 6, 2
#: Shares of the best score: the usual one, how far provinces lie apart, how a year moves one, how all rise in a year.
USUAL, APART, MOVES, RISES = 0.66, 0.09, 0.025, 0.008


def missing(simulation: Simulation) -> list[Delivery]:
    """What was never sent, a submission for each index."""
    known = set(Submission.objects.filter(person_id=0, key__startswith=KEY).values_list("key", flat=True))
    rows = Index.objects.filter(retired=False).order_by("position")
    wanted = [row for row in rows if _key(simulation, row) not in known]
    return [Delivery(SYSTEM, _key(simulation, row), DOOR, _intake(simulation, row)) for row in wanted]


def send(deliveries: Sequence[Delivery]) -> int:
    """Hand them in and make them public down to provinces, as the indices are; how many facts."""
    sent = 0
    with transaction.atomic():
        for delivery, outcome in zip(deliveries, actions.submit_many(list(deliveries)), strict=True):
            if isinstance(outcome, Refused):
                raise outcome
            _release(delivery.intake.observations)
            sent += outcome.facts
    return sent


def _key(simulation: Simulation, row: Index) -> str:
    return f"{KEY}:{row.code}:{simulation.ground.today.year}"


def _intake(simulation: Simulation, row: Index) -> Intake:
    now = simulation.ground.today.year
    facts = [fact for year in range(now - YEARS, now) for fact in _year(simulation, row, year)]
    return Intake(SOURCE, facts, because=BECAUSE)


def _year(simulation: Simulation, row: Index, year: int) -> Iterator[Fact]:
    """The scores of every province of the year, their ranks, and, of the last years, the components."""
    known = simulation.snapshot.indicators
    places = _provinces(simulation, year)
    scores = {code: _score(known[row.score], row.code, name, year, 0) for code, name in places}
    ordered = sorted(scores.values(), reverse=True)
    for code, score in scores.items():
        yield Fact(row.score, code, str(year), score)
        yield Fact(row.rank, code, str(year), Decimal(1 + ordered.index(score)))
    if year >= simulation.ground.today.year - COMPONENT_YEARS:
        for number, part in enumerate(filter(None, row.components.split(",")), start=1):
            for code, name in places:
                yield Fact(part, code, str(year), _score(known[part], row.code, name, year, number))


def _provinces(simulation: Simulation, year: int) -> list[tuple[str, str]]:
    """Code and name of the provinces at the end of the year."""
    day, places = date(year, 12, 31), simulation.ground.index
    found = (places.version(each, day) for each in indices.provinces(places, day))
    return [(each.code, each.name) for each in found if each]


def _score(spec: IndicatorSpec, index: str, place: str, year: int, part: int) -> Decimal:
    """A score that stays near that of the year before; of the index itself with part 0."""
    steady = random.Random(f"{index}|{place}|{part}").gauss(USUAL, APART)  # noqa: S311 - a simulation
    moved = random.Random(f"{index}|{place}|{part}|{year}").gauss(0, MOVES)  # noqa: S311 - a simulation
    share = min(max(steady + moved + RISES * (year - 2020), 0.2), 0.98)
    return round(Decimal(repr(share)) * (spec.maximum or Decimal(100)), spec.decimals)


def _release(facts: list[Fact]) -> None:
    """Public down to provinces, each indicator in the years in which it was sent."""
    years: dict[str, set[int]] = {}
    for fact in facts:
        years.setdefault(fact.indicator, set()).add(Period(Frequency.YEAR, int(fact.period)).id)
    for code, periods in years.items():
        releasing.release(code, periods, Level.PROVINCE, SYSTEM)
