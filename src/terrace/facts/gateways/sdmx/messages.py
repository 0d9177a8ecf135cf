"""What one observation of a message says, before anything is known of its codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"


class Action(StrEnum):
    """What is to be done with an observation. The standard takes Information as Append when a system loads it."""

    PUT = "put"
    REPLACE = "replace"
    DELETE = "delete"


#: Letters of SDMX-CSV (M: 3.0), and words of SDMX-ML.
LETTERS = {"": Action.PUT, "I": Action.PUT, "A": Action.PUT, "M": Action.PUT} | {
    "R": Action.REPLACE,
    "D": Action.DELETE,
}
WORDS = {
    "Information": Action.PUT,
    "Append": Action.PUT,
    "Replace": Action.REPLACE,
    "Delete": Action.DELETE,
}


@dataclass(frozen=True, slots=True)
class Structure:
    """A dataflow or data structure definition, as a message names it.

    >>> str(Structure("IMF", "ECOFIN_DSD", "1.0"))
    'IMF:ECOFIN_DSD(1.0)'
    """

    agency: str
    id: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.agency}:{self.id}({self.version})" if self.version else f"{self.agency}:{self.id}"


@dataclass(frozen=True, slots=True)
class Reported:
    """One observation: components (dimensions, attributes, measure) by id, as text; empty ones are left out."""

    position: str
    structure: Structure
    action: Action
    said: Mapping[str, str]
