"""The columns of figures: their heads read, settled by the notes, grouped where one stands twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from terrace.base.kernel.problems import Fault
from terrace.base.kernel.text import looks_like_tcvn3, tidy

from . import heads
from .heads import Head
from .layout import Layout
from .problems import COLUMN_REPEATED, COLUMN_YEAR, TEXT_TCVN3, YEAR_DOUBTFUL, YEAR_MARKED


@dataclass(frozen=True, slots=True)
class Columns:
    """`groups`: the columns of each year and item, usually one. `doubtful`: with a year out of order."""

    groups: tuple[tuple[Head, ...], ...]
    doubtful: frozenset[int]
    faults: tuple[Fault, ...]


def read(found: Layout, notes: Sequence[str]) -> Columns:
    """The columns of a file and every fault of its row of heads."""
    entries = list(_heads(found))
    known = [_settled(entry, notes) for entry in entries if isinstance(entry, Head)]
    doubtful, groups = heads.out_of_order(known), _groups(known)
    faults = [entry for entry in entries if isinstance(entry, Fault)]
    faults += [*_marks(found, known, notes), *_repeats(found, groups), *_strays(found, known, doubtful)]
    return Columns(groups, doubtful, tuple(faults))


def _heads(found: Layout) -> Iterator[Head | Fault]:
    for column, text in enumerate(found.head[1:], start=2):
        head, pointer = heads.parse(column, text), found.pointer(found.head_row, column)
        if head is None:
            yield COLUMN_YEAR.fault(pointer, text=tidy(text))
        elif looks_like_tcvn3(head.item):
            yield TEXT_TCVN3.fault(pointer, text=tidy(text))
        else:
            yield head


def _groups(known: Sequence[Head]) -> tuple[tuple[Head, ...], ...]:
    groups: dict[tuple[str, int], list[Head]] = {}
    for head in known:
        groups.setdefault(head.key, []).append(head)
    return tuple(tuple(group) for group in groups.values())


def _settled(head: Head, notes: Sequence[str]) -> Head:
    """A head with (*) is provisional when a note says so, or when no note says anything."""
    if not head.marked:
        return head
    said = _explanations(notes)
    early = not said or any(heads.PROVISIONAL.search(note) for note in said)
    return replace(head, provisional=head.provisional or early)


def _explanations(notes: Sequence[str]) -> list[str]:
    return [note for note in notes if note.startswith(("(*)", "*"))]


def _marks(found: Layout, known: Sequence[Head], notes: Sequence[str]) -> Iterator[Fault]:
    for head in known if not _explanations(notes) else ():
        if head.marked:
            yield YEAR_MARKED.fault(found.pointer(found.head_row, head.column), text=tidy(head.text))


def _repeats(found: Layout, groups: Iterable[tuple[Head, ...]]) -> Iterator[Fault]:
    for first, *others in groups:
        for head in others:
            pointer = found.pointer(found.head_row, head.column)
            yield COLUMN_REPEATED.fault(pointer, text=tidy(head.text), first=first.column)


def _strays(found: Layout, known: Sequence[Head], doubtful: frozenset[int]) -> Iterator[Fault]:
    years = {head.column: head.year for head in known}
    for column in sorted(doubtful):
        before, after = (years.get(near, "–") for near in (column - 1, column + 1))
        pointer = found.pointer(found.head_row, column)
        yield YEAR_DOUBTFUL.fault(pointer, year=years[column], before=before, after=after)
