"""Learning from the site's own series which models to trust, and how wide intervals must be.

What was learned is kept only where it forecasts better: it is learned from one half of the series and judged by the end
of the others, against what comes with Terrace. Until then, and for frequencies with few series, that is what counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.kernel.periods import Frequency
from terrace.base.places import index as places
from terrace.base.places.models import Level
from terrace.facts.catalogue import snapshot as catalogue
from terrace.insight.forecasting import engine, problems, territory
from terrace.insight.forecasting.engine.intervals import Calibration
from terrace.insight.forecasting.engine.weights import Weights as Networks
from terrace.insight.forecasting.history import Book, Floats
from terrace.insight.forecasting.horizons import CYCLES, STEPS, WORDS
from terrace.insight.forecasting.models import Weights

TRAIN = "forecast.refresh"
#: Fewer series teach nothing; more do not teach more.
LEAST, MOST = 60, 4_000
#: Values that a series needs beyond the periods that are kept for judging.
VALUES = 6


@dataclass(frozen=True, slots=True)
class Learned:
    """What the engine is given: None is what comes with Terrace."""

    weights: Networks | None = None
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What came of training a frequency, in both languages."""

    vi: str
    en: str


@dataclass
class Kept:
    """What was learned, as of the newest training this process has seen."""

    mark: str = ""
    learned: dict[str, Learned] | None = None


_kept = Kept()


def use_kept() -> None:
    """See whether there was a training since the last time; one small statement."""
    marks = Weights.objects.order_by("frequency").values_list("frequency", "trained_at")
    mark = repr([(frequency, at.isoformat()) for frequency, at in marks])
    if mark != _kept.mark:
        _kept.learned = {row.frequency: _unpacked(row.content) for row in Weights.objects.all()}
        _kept.mark = mark


def version() -> str:
    """Of what is in use, for digests."""
    return _kept.mark


def learned(word: str) -> Learned:
    """For a frequency (the engine's word)."""
    return (_kept.learned or {}).get(word, Learned())


def train(actor: Actor, words: Sequence[str] = (), *, forget: bool = False) -> Iterator[Told]:
    """Learn for some frequencies, or all; what came of each. `forget`: back to what comes with Terrace."""
    policy.demand(actor, TRAIN)
    for word in words or tuple(dict.fromkeys(WORDS.values())):
        if forget:
            Weights.objects.filter(frequency=word).delete()
            audit.record("forecast.forget", f"weights:{word}", actor.person_id, {})
            yield Told(f"{word}: dùng lại trọng số có sẵn.", f"{word}: the weights that come with Terrace again.")
        else:
            yield _train(actor, word)


def _train(actor: Actor, word: str) -> Told:
    found = list(series(word))
    if len(found) < LEAST:
        fault = problems.NOTHING_TO_LEARN.fault(series=len(found), least=LEAST)
        return Told(f"{word}: {fault.message('vi')}", f"{word}: {fault.message('en')}")
    before, after = _judged(found, word)
    scores = {"before": before, "after": after}
    numbers = f"{before:.4f} → {after:.4f}"
    if not after < before:
        return Told(
            f"{word}: không tốt hơn ({numbers}), giữ nguyên.", f"{word}: no better ({numbers}), left as it was."
        )
    content = _packed(engine.learn(found, word))
    with transaction.atomic():
        values = {"content": content, "series": len(found), "scores": scores, "trained_at": timezone.now()}
        Weights.objects.update_or_create(frequency=word, defaults=values)
        audit.record("forecast.train", f"weights:{word}", actor.person_id, {"series": len(found), **scores})
    return Told(
        f"{word}: học từ {len(found)} chuỗi, sai số {numbers}.",
        f"{word}: learned from {len(found)} series, error {numbers}.",
    )


def _judged(found: list[Floats], word: str) -> tuple[float, float]:
    """The error on the end of every second series: with what there is, and with what the others teach."""
    ahead = max(STEPS[frequency] for frequency, each in WORDS.items() if each == word)
    judged, taught = found[::2], found[1::2]
    ends = [each[-min(ahead, len(each) // 3) :] for each in judged]
    known = [each[: len(each) - len(end)] for each, end in zip(judged, ends, strict=True)]
    steps = max(map(len, ends))
    new: Any = engine.learn(taught, word)
    plain = engine.forecast(known, steps, frequency=word).likely
    made = engine.forecast(known, steps, frequency=word, weights=new["weights"]).likely
    return _error(known, ends, plain), _error(known, ends, made)


def _error(known: Iterable[Floats], ends: Iterable[Floats], likely: Floats) -> float:
    """The mean over series of the mean absolute error, in units of the series' mean step."""
    errors = []
    for past, end, row in zip(known, ends, likely, strict=True):
        step = np.nanmean(np.abs(np.diff(past))) if len(past) > 1 else 0.0
        gap = np.nanmean(np.abs(end - row[: len(end)]))
        if step > 0 and np.isfinite(gap):
            errors.append(min(gap / step, 10.0))
    return round(float(np.mean(errors)), 4) if errors else 0.0


def series(word: str) -> Iterator[Floats]:
    """The site's own series of a frequency, long enough to learn from; at the most `MOST`."""
    count = 0
    for frequency in (each for each, name in WORDS.items() if name == word):
        for root in _roots():
            for values in _of(root, frequency):
                yield values
                count += 1
                if count == MOST:
                    return


def _of(root: int, frequency: Frequency) -> Iterator[Floats]:
    known, ground = catalogue.current(), territory.current(places.current(), timezone.localdate())
    specs = [spec for spec in known.by_id.values() if spec.frequency is frequency and not spec.formula]
    book = Book(known, ground, ground.members(root), frequency).read(spec.id for spec in specs)
    for spec in specs:
        past = book.past(spec)
        for _, row in sorted(past.series.items()):
            there = np.flatnonzero(~np.isnan(row))
            values = row[there[0] : there[-1] + 1]
            if len(there) >= VALUES + CYCLES[frequency] and not np.isnan(values).any():
                yield values


def _roots() -> list[int]:
    index, today = places.current(), timezone.localdate()
    return sorted(each for each in index.tree(today).versions if index.level(each) == Level.PROVINCE)


def _packed(found: Any) -> dict[str, Any]:
    """What was learned as JSON."""
    return {name: found[name].to_dict() for name in ("weights", "calibration")}


def _unpacked(content: Any) -> Learned:
    return Learned(Networks.from_dict(content["weights"]), Calibration.from_dict(content["calibration"]))
