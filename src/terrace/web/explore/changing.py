"""A question changed: by one act of a button or a drag, written `verb:argument:…`; by the controls of the form.

>>> from terrace.insight.warehouse.questions import Measure
>>> question = Question((Measure("PIGS"),), rows=(Axis("place", "commune"),))
>>> acted(question, "move:rows:0:columns:0").columns
(Axis(kind='place', level='commune', total=False),)
>>> acted(question, "add:BIRTHS").measures[1].indicator
'BIRTHS'
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from terrace.insight.warehouse.asking import parsing
from terrace.insight.warehouse.questions import Axis, Question

SHELVES: Final = ("rows", "columns")
Each = TypeVar("Each")


def acted(question: Question, act: str) -> Question:
    """The question after an act; an act that means nothing changes nothing."""
    verb, *arguments = act.split(":")
    change = _ACTS.get(verb)
    try:
        return change(question, *arguments) if change else question
    except (TypeError, ValueError, IndexError):  # a wrong number of arguments, or one that is no index
        return question


# measures


def add(question: Question, code: str) -> Question:
    measure = parsing.measure(parsing.Faults(), "measures", code)
    known = {each.text for each in question.measures}
    if measure is None or measure.text in known:
        return question
    return replace(question, measures=(*question.measures, measure))


def drop_measure(question: Question, at: str) -> Question:
    kept = _without(question.measures, int(at))
    gone = question.sort and question.sort.by not in {"label", *(each.text for each in kept)}
    return replace(question, measures=kept, sort=None if gone else question.sort)


def move_measure(question: Question, at: str, to: str) -> Question:
    return replace(question, measures=_moved(question.measures, int(at), int(to)))


# rows and columns


def lay(question: Question, shelf: str, *axis: str) -> Question:
    """Put another axis at the end of a shelf; one that stands elsewhere comes from there."""
    read = parsing.axis(parsing.Faults(), shelf, ":".join(axis))
    if read is None or shelf not in SHELVES:
        return question
    cleared = _cleared(question, read)
    return _laid(cleared, shelf, (*_axes(cleared, shelf), read))


def _cleared(question: Question, axis: Axis) -> Question:
    """Without the axis, wherever it stands."""
    same = (axis.kind, axis.level)
    for shelf in SHELVES:
        kept = tuple(each for each in _axes(question, shelf) if (each.kind, each.level) != same)
        question = _laid(question, shelf, kept)
    return question


def move(question: Question, shelf: str, at: str, to: str, place: str) -> Question:
    """Take an axis from its shelf and put it at a place of a shelf, or away (`filters`)."""
    axes = _axes(question, shelf)
    taken = _laid(question, shelf, _without(axes, int(at)))
    if to == "filters":
        return taken
    there = list(_axes(taken, to))
    there.insert(int(place), axes[int(at)])
    return _laid(taken, to, tuple(there))


def swap(question: Question) -> Question:
    """Rows become columns."""
    return replace(question, rows=question.columns, columns=question.rows)


def _axes(question: Question, shelf: str) -> tuple[Axis, ...]:
    """The axes of a shelf; `ValueError` for one that there is not."""
    if shelf not in SHELVES:
        raise ValueError(shelf)
    return question.rows if shelf == "rows" else question.columns


def _laid(question: Question, shelf: str, axes: tuple[Axis, ...]) -> Question:
    return replace(question, rows=axes) if shelf == "rows" else replace(question, columns=axes)


# places


def place(question: Question, code: str) -> Question:
    places = tuple(dict.fromkeys((*question.where.places, code)))
    return (
        replace(question, where=replace(question.where, places=places)) if parsing.PLACE.fullmatch(code) else question
    )


def go_to(question: Question, code: str) -> Question:
    """The same about one other place."""
    return place(replace(question, where=replace(question.where, places=())), code)


def drop_place(question: Question, code: str) -> Question:
    places = tuple(each for each in question.where.places if each != code)
    return replace(question, where=replace(question.where, places=places))


_ACTS: Final[dict[str, Callable[..., Question]]] = {
    "add": add,
    "drop-measure": drop_measure,
    "move-measure": move_measure,
    "lay": lay,
    "move": move,
    "swap": swap,
    "place": place,
    "go-to": go_to,
    "drop-place": drop_place,
}


def _without(values: tuple[Each, ...], at: int) -> tuple[Each, ...]:
    if not 0 <= at < len(values):
        raise IndexError(at)
    return (*values[:at], *values[at + 1 :])


def _moved(values: tuple[Each, ...], at: int, to: int) -> tuple[Each, ...]:
    rest = list(_without(values, at))
    rest.insert(max(to, 0), values[at])
    return tuple(rest)
