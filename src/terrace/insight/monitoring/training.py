"""Learning from the site's own series which signals to trust: kept only where it notices more than before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places import index as places
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.forecasting import territory
from terrace.insight.forecasting.history import Book, Floats
from terrace.insight.forecasting.horizons import WORDS
from terrace.insight.monitoring import problems, weighing
from terrace.insight.monitoring.models import Weights

TRAIN = "forecast.refresh"
#: More series do not teach more, and cost time.
MOST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """What came of a frequency, in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Series of one frequency, right-aligned; the same family are places beside each other of one indicator."""

    values: Floats
    families: tuple[str, ...]
    place: int


def train(actor: Actor, words: Sequence[str] = (), *, forget: bool = False) -> Iterator[Line]:
    """Learn for some frequencies, or all; what came of each. `forget`: back to what comes with Terrace."""
    policy.demand(actor, TRAIN)
    known = tuple(dict.fromkeys(WORDS.values()))
    for word in words or known:
        if word not in known:
            raise problems.FREQUENCY_UNKNOWN.problem(code=word[:40])
        yield _forget(actor, word) if forget else _train(actor, word)
    weighing.expire()


def _forget(actor: Actor, word: str) -> Line:
    with transaction.atomic():
        Weights.objects.filter(frequency=word).delete()
        audit.record("warning.forget", f"weights:{word}", actor.person_id, {})
    return Line(f"{word}: dùng lại trọng số có sẵn.", f"{word}: the weights that come with Terrace again.")


def _train(actor: Actor, word: str) -> Line:
    from terrace.insight.monitoring.learning import training

    found = panel(word)
    try:
        made = training.train(found.values, word, families=found.families, places=found.place)
    except ValueError:
        many, least = len(found.values), training.FEWEST
        return Line(
            f"{word}: có {many} chuỗi số liệu, cần ít nhất {least} chuỗi đủ dài; giữ nguyên.",
            f"{word}: {many} series, at least {least} that are long enough are needed; left as it was.",
        )
    if not made.better:
        return Line(f"{word}: không tốt hơn, giữ nguyên.", f"{word}: no better, left as it was.")
    recall = round(made.after.recall, 3)
    with transaction.atomic():
        values = {"content": weighing.packed(made.weights), "series": made.series, "trained_at": timezone.now()}
        Weights.objects.update_or_create(frequency=word, defaults={**values, "scores": {"recall": recall}})
        audit.record("warning.train", f"weights:{word}", actor.person_id, {"series": made.series, "recall": recall})
    return Line(
        f"{word}: học từ {made.series} chuỗi, phát hiện {100 * recall:.0f} % sai sót và biến động thử.",
        f"{word}: learned from {made.series} series, notices {100 * recall:.0f} % of the faults put in.",
    )


def panel(word: str) -> Panel:
    """The site's own series of a frequency of the engine, at the most `MOST`, ending with the last whole period."""
    rows: list[Floats] = []
    families: list[str] = []
    place = 1
    for frequency in (each for each, name in WORDS.items() if name == word):
        place = periods.containing(timezone.localdate(), frequency).previous().index
        for root in _roots():
            for family, values in _of(root, frequency):
                rows.append(values)
                families.append(family)
    chosen = range(0, len(rows), max(1, len(rows) // MOST))
    width = max((len(rows[n]) for n in chosen), default=0)
    table = np.full((len(chosen), width), np.nan)
    for at, number in enumerate(chosen):
        table[at, width - len(rows[number]) :] = rows[number]
    return Panel(table, tuple(families[number] for number in chosen), place)


def _of(root: int, frequency: Frequency) -> Iterator[tuple[str, Floats]]:
    known, ground = catalogue.current(), territory.current(places.current(), timezone.localdate())
    specs = [spec for spec in known.by_id.values() if spec.frequency is frequency and not spec.formula]
    book = Book(known, ground, ground.members(root), frequency).read(spec.id for spec in specs)
    for spec in specs:
        for (_, cell), row in sorted(book.past(spec).series.items()):
            yield f"{spec.code}/{cell}", row[:-1]


def _roots() -> list[int]:
    index, today = places.current(), timezone.localdate()
    return sorted(each for each in index.tree(today).versions if index.level(each) == Level.PROVINCE)
