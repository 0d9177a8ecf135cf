"""Filling an installation for the demo: tables, places, packs, official series, people, simulated months.

Each step finds out by itself what is there already; when all is, the whole takes a second or two.
"""

import os
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from terrace.base.access.actors import Actor
from terrace.base.kernel import embedded, site, supervision
from terrace.base.kernel.supervision import Child
from terrace.base.packs import loading
from terrace.base.places import actions as places
from terrace.base.places import index
from terrace.demo import (
    accounts,
    disagreeing,
    draining,
    governance,
    handing,
    history,
    keeping,
    mistaken,
    problems,
    schools,
    series,
)
from terrace.demo.ground import Ground
from terrace.demo.progress import Progress
from terrace.demo.simulation import Simulation
from terrace.facts.catalogue import snapshot
from terrace.insight.forecasting import waiting
from terrace.insight.reports import making, scheduling
from terrace.insight.warehouse import store

PROVINCE = "08"
#: In the order of their needs.
PACKS = (
    "common",
    "agriculture",
    "population",
    "education",
    "economy",
    "household-survey",
    "reporting",
    "governance-indices",
    "illustrative-plans",
    "socio-economic-reports",
)
#: Months on their way at once; seconds between two looks; seconds without progress that are a failure.
AHEAD, LOOK, STUCK = 12, 0.2, 60
#: Seconds that forecasts may hold up the start.
FORECASTS = 15


def fill(language: str, workers: int = site.WORKERS, province: str = PROVINCE) -> Simulation:
    """Fill what is missing and wait until every figure is rolled up."""
    call_command("migrate", interactive=False, verbosity=0)
    places.load_country()
    for pack in PACKS:
        loading.load(packs() / pack)
    simulation = simulate(province)
    accounts.ensure(simulation.ground.index, simulation.ground.today)
    keeping.ensure()
    sender = accounts.sender(simulation.ground)
    months = history.missing(simulation, sender, history.months(simulation.ground.today))
    official, years = series.missing(), schools.missing(simulation, sender)
    indices = governance.missing(simulation)
    if official or years or indices or months or draining.left():
        with scheduling.turn(), _workers(workers) as children:  # no report of months that are half there
            _wait(children, draining.left(), 0)  # what follows from new places and packs, while there is little
            series.send(official)
            schools.send(years)
            governance.send(indices)
            _send(simulation, sender, months, children, language)
            mistaken.fill(simulation, sender)
            handing.fill(simulation, sender)
            disagreeing.fill(simulation, sender)
            _wait(children, draining.left(), 0)
            _wait_for_forecasts(children)
            _report(simulation)
    store.current().ensure()
    return simulation


def simulate(province: str = PROVINCE) -> Simulation:
    """The simulation of the province as of today."""
    return Simulation(Ground(index.current(), province, timezone.localdate()), snapshot.current())


def packs() -> Path:
    """The folder of packs: TERRACE_PACKS, beside the source, or where an installed package puts them."""
    named = os.environ.get("TERRACE_PACKS")
    looked = [Path(named)] if named else []
    looked += [Path(__file__).parents[3] / "packs", Path(sysconfig.get_path("data"), "share", "terrace", "packs")]
    for folder in looked:
        if (folder / PACKS[0]).is_dir():
            return folder
    raise problems.PACKS_ABSENT.problem(looked=", ".join(map(str, looked)))


@contextmanager
def _workers(count: int) -> Iterator[list[Child]]:
    """The workers of the site, for as long as the filling takes."""
    children = [Child(job) for job in site.crew(count)]
    try:
        _look_after(children)
        yield children
    finally:
        supervision.end(children)


def _look_after(children: list[Child]) -> None:
    embedded.revive()
    for child in children:
        supervision.look(child)


def _send(
    simulation: Simulation, sender: Actor, months: list[history.Month], children: list[Child], language: str
) -> None:
    """Send month by month, not too far ahead of the roll-up; then wait for it."""
    whole = sum(len(month.communes) for month in months)
    progress = Progress(_text(whole, language), whole)
    for month in months:
        history.send(simulation, sender, month)
        if (left := draining.left()) > AHEAD:
            _wait(children, left, AHEAD)
        progress.add(len(month.communes))
    _wait(children, draining.left(), 0)
    progress.close()


def _text(whole: int, language: str) -> str:
    if not whole:
        return "Tổng hợp số liệu" if language == "vi" else "Rolling figures up"
    if language == "vi":
        return f"Gửi và tổng hợp {whole:,} báo cáo mô phỏng".replace(",", ".")
    return f"Sending and rolling up {whole:,} simulated returns"


def _wait_for_forecasts(children: list[Child]) -> None:
    """Wait until what is shown first is forecast; what is left after a while follows while the site runs."""
    until = time.monotonic() + FORECASTS
    while waiting.left() and time.monotonic() < until:
        _look_after(children)
        time.sleep(LOOK)


def _report(simulation: Simulation) -> None:
    """The reports that are due, so that there is one to read at once."""
    scheduling.due(simulation.ground.today)
    while making.left():
        pass


def _wait(children: list[Child], left: int, enough: int) -> None:
    """Wait until no more than `enough` is on its way; raises `demo.road_stopped` when nothing moves."""
    moved = time.monotonic()
    while left > enough:
        _look_after(children)
        time.sleep(LOOK)
        before, left = left, draining.left()
        if left != before:
            moved = time.monotonic()
        if time.monotonic() > moved + STUCK:
            raise problems.ROAD_STOPPED.problem(seconds=STUCK)
