"""What an issue says, as values: facts by key, and the frame that refers to them. Free of Django.

The SHA-256 of a snapshot is that of its canonical JSON: keys in order, decimals as text.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import msgspec

from terrace.insight.reports.plans import Plan

FIGURE, TARGET, WARNING = "figure", "target", "warning"
#: Behind the period of a key: the year up to its end.
SO_FAR: Final = "+"
Ring = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `value` None has a `reason`. `status`: provisional, estimated, final."""

    value: Decimal | None
    reason: str = ""
    status: str = ""
    simulated: bool = False
    reported: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    """A target of the year, and how it was judged on the day of the report; what is there is a figure of its own."""

    indicator: str
    value: Decimal
    direction: str
    chance: Decimal | None
    light: str
    decided_by_vi: str = ""
    decided_by_en: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A warning as it stood."""

    id: int
    severity: int
    title_vi: str
    title_en: str
    text_vi: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Said:
    """A fact with what guards it."""

    key: str
    kind: str
    area: int
    sector: str
    indicator: int | None
    period: int | None
    content: Figure | Goal | Alarm


@dataclass(frozen=True, slots=True)
class Spec:
    """An indicator as it was called."""

    name_vi: str
    name_en: str
    unit_vi: str
    unit_en: str
    decimals: int
    sector: str
    nature: str

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_vi

    def unit(self, language: str) -> str:
        return self.unit_en if language == "en" else self.unit_vi


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it was called; `rings` only where a map needs them."""

    code: str
    name: str
    full_name: str
    name_en: str
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator (or one place below, or one point of a line) of a part, with the keys of its facts by role."""

    indicator: str
    area: int
    period: str
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """An issue without its values. `rows`: of each part by its code; `day`: when the figures
    were read (ISO); `count`: how many facts there are, seen or not."""

    plan: Plan
    area: int
    period: str
    day: str
    places: Mapping[str, Place]
    specs: Mapping[str, Spec]
    cells: Mapping[str, tuple[str, str]]
    rows: Mapping[str, tuple[Row, ...]]
    sectors: Mapping[str, tuple[str, str]]
    count: int


CONTENT: Final = {FIGURE: Figure, TARGET: Goal, WARNING: Alarm}
Facts = Mapping[str, Figure | Goal | Alarm]


def dump(value: Frame | Figure | Goal | Alarm) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def load_frame(text: str) -> Frame:
    return msgspec.json.decode(text, type=Frame)


def load_content(kind: str, text: str) -> Figure | Goal | Alarm:
    found: Figure | Goal | Alarm = msgspec.json.decode(text, type=CONTENT[kind])
    return found


def mark(frame: str, facts: Mapping[str, str]) -> str:
    """The SHA-256 of a snapshot, from the texts as they are kept."""
    lines = [frame, *(f"{key}\t{facts[key]}" for key in sorted(facts))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
