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
from terrace.insight.warehouse.asking import grid as grids
from terrace.insight.warehouse.asking.arithmetic import Arithmetic
from terrace.insight.warehouse.asking.bases import Books
from terrace.insight.warehouse.asking.layout import Layout, lay_out
from terrace.insight.warehouse.asking.newest import Newest
from terrace.insight.warehouse.asking.plans import Plans
from terrace.insight.warehouse.asking.relations import Relations
from terrace.insight.warehouse.asking.seeing import Seeing
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
    grid = grids.lay(world, layout)
    relations = Relations(world, layout, grid)
    seeing, books, plans = Seeing(world), Books(world, cube), Plans(world)
    works = {}
    for source in grid.sources:
        work = Arithmetic(relations, Values(world, seeing), plans)
        if grid.spots and grid.spans:
            work.need()
            work.values.load(books.book(work.values, source))
        works[source] = work
    return dressing.dress(world, layout, grid, works, fresh_at=cube.fresh_at, began=began)


def _demand_few(layout: Layout) -> None:
    count = len(layout.rows) * len(layout.columns)
    if count > questions.MOST_CELLS:
        raise problems.TOO_LARGE.problem("rows", cells=count, most=questions.MOST_CELLS)
