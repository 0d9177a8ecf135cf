"""Answering: from a question to an answer, step by step."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import translation

from terrace.base.access.policy import Actor
from terrace.facts.pipeline.queries import Reader
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Answer
from terrace.insight.warehouse.asking import dressing, problems
from terrace.insight.warehouse.asking.arithmetic import Arithmetic
from terrace.insight.warehouse.asking.bases import Books
from terrace.insight.warehouse.asking.layout import Layout, lay_out
from terrace.insight.warehouse.asking.newest import Newest
from terrace.insight.warehouse.asking.plans import Plans
from terrace.insight.warehouse.asking.seeing import Seeing
from terrace.insight.warehouse.asking.steps import together
from terrace.insight.warehouse.asking.values import Values
from terrace.insight.warehouse.asking.worlds import World
from terrace.insight.warehouse.questions import Question


def answer(actor: Actor, question: Question, language: str = "vi", *, cube: Any = None) -> Answer:
    """See `answers.answer`."""
    began = time.perf_counter()
    with translation.override(language), _opened(cube) as opened:
        return _answer(Reader(actor), question, language, opened, began)


@contextmanager
def _opened(cube: Any) -> Iterator[Any]:
    from terrace.insight.warehouse import store

    if cube is not None:
        yield cube
    else:
        with store.opened() as mine:
            yield mine


def _answer(reader: Reader, question: Question, language: str, cube: Any, began: float) -> Answer:
    world = World(reader, question, language, Newest(reader, cube))
    layout = lay_out(world)
    _demand_few(layout)
    seeing, books, plans = Seeing(world), Books(world, cube), Plans(world)
    works = {}
    for source in _sources(layout):
        work = Arithmetic(world, layout, Values(world, seeing), plans)
        _need(world, layout, work)
        work.values.load(books.book(work.values, source))
        works[source] = work
    return dressing.dress(world, layout, works, cube.fresh_at, began)


def _sources(layout: Layout) -> list[str]:
    """The sources that are looked at one by one; '' is all of them together."""
    found = (side.source for side in (*layout.rows, *layout.columns))
    return list(dict.fromkeys(filter(None, found))) or [""]


def _demand_few(layout: Layout) -> None:
    count = len(layout.rows) * len(layout.columns)
    if count > questions.MOST_CELLS:
        raise problems.TOO_LARGE.problem("rows", cells=count, most=questions.MOST_CELLS)


def _need(world: World, layout: Layout, work: Arithmetic) -> None:
    """Name everything that the cells show or are compared with."""
    sides = (*layout.rows, *layout.columns)
    for measure, spec in zip(world.question.measures, world.specs, strict=True):
        spots = {side.spot for side in sides if side.spot} or {layout.rest.spot}
        spans = {side.span for side in sides if side.span} or {layout.range}
        rest = layout.rest.codes
        rows = {together(rest, side.codes) for side in layout.rows}
        codes = {together(row, side.codes) for row in rows for side in layout.columns}
        work.widen(measure, spots, spans, codes)
        work.values.need(spec, spots, spans, codes)
