"""How a set of data values is to be taken: the parameters of DHIS2's address that Terrace knows.

The others that DHIS2 has change nothing of what is stored here and are passed over; a value that Terrace cannot
follow is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from terrace.facts.gateways import problems
from terrace.facts.gateways.models import Dhis2Kind

Word = TypeVar("Word")

SCHEMES = {"code": "code", "uid": "uid", "id": "uid"}
BOTH, CREATE, UPDATE, DELETE = "CREATE_AND_UPDATE", "CREATE", "UPDATE", "DELETE"
STRATEGIES = {"CREATE_AND_UPDATE": BOTH, "NEW_AND_UPDATES": BOTH, "CREATE": CREATE, "NEW": CREATE} | {
    "UPDATE": UPDATE,
    "UPDATES": UPDATE,
    "DELETE": DELETE,
    "DELETES": DELETE,
}
WORDS = {"true": True, "false": False}
PARAMETERS = {
    "dataElementIdScheme": Dhis2Kind.ELEMENT,
    "categoryOptionComboIdScheme": Dhis2Kind.COMBO,
    "orgUnitIdScheme": Dhis2Kind.UNIT,
    "dataSetIdScheme": Dhis2Kind.SET,
}


@dataclass(frozen=True, slots=True)
class Options:
    """`atomic`: one value with a fault refuses all (the rule of every door); else only the values with faults."""

    dry_run: bool
    atomic: bool
    strategy: str
    schemes: Mapping[str, str]
    source: str


def read(given: Mapping[str, str]) -> Options:
    """The options of an address; raises Refused."""
    scheme = _one_of(given, "idScheme", SCHEMES, "uid")
    schemes = {kind.value: _one_of(given, name, SCHEMES, scheme) for name, kind in PARAMETERS.items()}
    return Options(
        _one_of(given, "dryRun", WORDS, default=False),
        _one_of(given, "atomic", WORDS, default=True),
        _one_of(given, "importStrategy", STRATEGIES, BOTH),
        schemes,
        given.get("source", ""),
    )


def _one_of(given: Mapping[str, str], name: str, words: Mapping[str, Word], default: Word) -> Word:
    text = given.get(name, "")
    if not text:
        return default
    found = {word.lower(): value for word, value in words.items()}
    if text.lower() not in found:
        raise problems.DHIS2_OPTION.problem(name, name=name, value=text[:40], known=", ".join(words))
    return found[text.lower()]
