"""The targets of a board as rows, each in a few words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets.standings import Standing
from terrace.web.operations import shown
from terrace.web.operations.targets import cards, lights
from terrace.web.operations.targets.lights import Light
from terrace.web.ui import numbers


@dataclass(frozen=True, slots=True)
class Row:
    """A target of a board: what is planned, what is there and until when, what is likely, who answers."""

    number: int
    light: Light
    name: str
    place: str
    unit: str
    href: str
    goal: str
    came: str
    through: str
    done: str
    gap: str
    likely: str
    chance: str
    answers: str
    basis: str
    simulated: bool


def rows(reader: Reader, standings: Sequence[Standing], home: int) -> list[Row]:
    """In the order of the catalogue; the place is named where it is not that of the resolution."""
    return [_row(reader, number, each, home) for number, each in enumerate(standings, start=1)]


def _row(reader: Reader, number: int, found: Standing, home: int) -> Row:
    language = shown.language()
    unit, name = reader.snapshot.unit(found.spec, language), found.spec.name(language)
    label = reader.snapshot.cell_label(found.breakdown_id, language) if found.breakdown_id else ""
    path = reverse("operations:targets-place", args=[found.place.code])
    return Row(
        number=number,
        light=lights.light(found.judged),
        name=f"{name} · {label}" if label else name,
        place="" if found.place.place_id == home else shown.name(found.place),
        unit=unit,
        href=f"{path}?year={found.year}#t-{found.spec.code}-{found.breakdown_id}",
        goal=cards.goal_words(found, unit),
        came=_text(found.so_far, found),
        through=found.known.label(language) if found.known else "",
        done=cards.share(found.done) if found.done is not None else "",
        gap=cards.gap_words(found, unit),
        likely="" if found.over else _text(found.likely, found),
        chance="" if found.over or found.chance is None else cards.chance_text(found.chance),
        answers=" · ".join(filter(None, (found.agency_name, found.person_name))),
        basis=found.basis.words(language),
        simulated=found.simulated,
    )


def _text(value: Decimal | None, found: Standing) -> str:
    return "" if value is None else numbers.form(value, found.spec.decimals, shown.language())
