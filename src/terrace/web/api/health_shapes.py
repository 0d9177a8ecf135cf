"""The answers about the health of the system, as OpenAPI shows them and as they are written."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Value

HealthLight = Annotated[str, Meta(description="green, amber, red or grey (not measured)", examples=["green"])]


class Alive(Struct):
    """The site answers, and PostgreSQL does."""

    alive: bool


class HealthMeasure(Struct):
    """A measure with its last value; amber and red from their limits on, well again only at `clears`."""

    code: Annotated[str, Meta(examples=["relay_lag"])]
    name_vi: str
    name_en: str
    unit_vi: str
    unit_en: str
    value: Value | None
    light: HealthLight
    amber: Value | None
    red: Value | None
    clears: Value | None
    since: datetime | None
    at: datetime | None
    detail: dict[str, str]


class Health(Struct):
    """The worst light of all; `old`: no worker measures any more."""

    light: HealthLight
    at: datetime | None
    old: bool
    measures: list[HealthMeasure]
