"""A template of reports as values: what it is about, and its parts in order. Free of Django.

A part asks a question: which indicators, at which grain, compared with what, of the place itself or of those below.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import msgspec

from terrace.base.kernel.periods import Frequency

SECTION, TEXT, SENTENCE, TABLE, CHART, MAP = "section", "text", "sentence", "table", "chart", "map"
WARNINGS, TARGETS, COVERAGE = "warnings", "targets", "coverage"
KINDS: Final = (SECTION, TEXT, SENTENCE, TABLE, CHART, MAP, WARNINGS, TARGETS, COVERAGE)
#: Kinds that are about indicators.
ASKING: Final = (SENTENCE, TABLE, CHART, MAP)
LAST_YEAR, PREVIOUS, TO_DATE, PLAN = "last_year", "previous", "to_date", "plan"
COMPARES: Final = (LAST_YEAR, PREVIOUS, TO_DATE, PLAN)
OWN, BELOW = "own", "below"
YEARS, BARS = "years", "bars"
#: How often a report is made, in words of the table.
EVERY: Final = {
    "month": Frequency.MONTH,
    "quarter": Frequency.QUARTER,
    "half-year": Frequency.HALF,
    "nine-months": Frequency.NINE,
    "year": Frequency.YEAR,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `grain` None: the period of the report, or the newest whole period of a coarser indicator.

    `most`: rows of lists and places of pictures at the most.
    """

    code: str
    kind: str
    text_vi: str = ""
    text_en: str = ""
    indicators: tuple[str, ...] = ()
    breakdown: str = ""
    grain: Frequency | None = None
    compare: tuple[str, ...] = ()
    places: str = OWN
    picture: str = YEARS
    most: int = 12

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_vi


@dataclass(frozen=True, slots=True)
class Plan:
    """A template. `due_days`: it is made by itself so many days after the returns of its period are due; None: only
    when asked.

    Texts may name `{PLACE}` (capitals), `{place}`, `{name}` and `{period}`; `recipients` has one line for each.
    """

    code: str
    name_vi: str
    name_en: str
    every: Frequency
    title_vi: str
    title_en: str
    issuer_vi: str
    issuer_en: str
    sign: str
    signer_vi: str
    signer_en: str
    recipients_vi: str
    recipients_en: str
    due_days: int | None = None
    level: int = 1
    parts: tuple[Part, ...] = ()

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_vi


def dump(plan: Plan) -> str:
    """As it is kept: the same plan, the same text."""
    return msgspec.json.encode(plan, order="deterministic").decode()


def load(text: str) -> Plan:
    return msgspec.json.decode(text, type=Plan)


def mark(text: str, word: bytes) -> str:
    """The SHA-256 that names a version of a template."""
    return hashlib.sha256(b"\0".join([text.encode(), word])).hexdigest()
