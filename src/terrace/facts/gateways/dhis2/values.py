"""`dataValueSets` in JSON → data values, and periods as DHIS2 writes them.

>>> period("202610").code, period("2026Q3").code, period("2026S1").code, period("2026").code
('2026-M10', '2026-Q3', '2026-S1', '2026')
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period
from terrace.facts.gateways import problems

MONTH = re.compile(r"(\d{4})(\d{2})", re.ASCII)
PART = re.compile(r"(\d{4})(?:(Q|S)([1-4]))?", re.ASCII)
LETTERS = {"Q": Frequency.QUARTER, "S": Frequency.HALF}


class DataValue(msgspec.Struct, rename="camel"):
    """One value as DHIS2 sends it; what it leaves out is that of its set."""

    data_element: str = ""
    value: msgspec.Raw = msgspec.Raw(b"null")
    category_option_combo: str = ""
    attribute_option_combo: str = ""
    period: str | int = ""
    org_unit: str = ""
    #: Why the figure is right although a soft rule doubts it.
    comment: str = ""
    deleted: bool = False


class DataValueSet(msgspec.Struct, rename="camel"):
    """The body of a post. Fields that are not named here (storedBy, followup …) say nothing that Terrace keeps."""

    data_values: list[DataValue]
    data_set: str = ""
    period: str | int = ""
    org_unit: str = ""
    attribute_option_combo: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """One value with everything that it is about; `number` from 0."""

    number: int
    element: str
    combo: str
    attribute: str
    unit: str
    period: str
    value: str
    deleted: bool
    comment: str


_decoder = msgspec.json.Decoder(DataValueSet)


def decode(body: bytes) -> DataValueSet:
    """The set of a body; raises Refused."""
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise problems.DHIS2_BODY.problem(detail=str(wrong)[:200]) from wrong


def given(found: DataValueSet) -> Iterator[Given]:
    """The values one by one, with what their set says for all of them."""
    for number, each in enumerate(found.data_values):
        yield Given(
            number,
            each.data_element,
            each.category_option_combo,
            each.attribute_option_combo or found.attribute_option_combo,
            each.org_unit or found.org_unit,
            str(each.period or found.period),
            _text(each.value),
            each.deleted,
            each.comment,
        )


def _text(value: msgspec.Raw) -> str:
    """The digits as they were sent, as a number or as a string; yes and no stay words, which no figure has."""
    written = bytes(value).decode()
    if written.startswith('"'):
        return str(msgspec.json.decode(written)).strip()
    return "" if written == "null" else written


def period(text: str) -> Period:
    """The period of DHIS2's code. Raises ValueError for others (weeks, days, financial years)."""
    if match := MONTH.fullmatch(text):
        return Period(Frequency.MONTH, int(match[1]), int(match[2]))
    if match := PART.fullmatch(text):
        year = int(match[1])
        return Period(LETTERS[match[2]], year, int(match[3])) if match[2] else Period(Frequency.YEAR, year)
    return periods.parse(text)
