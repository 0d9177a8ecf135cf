"""What comes to every door: one list of cases, each with the rule that it tries and the answer that it must get."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from terrace.facts.collection.intake import Fact
from terrace.facts.conftest import COMMUNES

#: Hoa reports for the first commune, not for the second.
OWN, FOREIGN, _ = COMMUNES
PAST, MONTH, FUTURE = "2026-M09", "2026-M10", "2099-M01"
LEGACY, DECOMPOSED = "Hµ Giang", unicodedata.normalize("NFD", "Hà Giang")


def said(indicator: str, value: object = None, area: str = OWN, period: str = MONTH, **rest: Any) -> Fact:
    """An observation in the words of the field."""
    return Fact(indicator, area, period, None if value is None else Decimal(str(value)), **rest)


@dataclass(frozen=True)
class Case:
    """What is handed in, and the codes that it is refused with (none: it is taken).

    `before` is in force already; `locked` names indicators whose cells are final; `finding` is the rule that is kept
    with the reason.
    """

    name: str
    rule: str
    facts: tuple[Fact, ...]
    codes: tuple[str, ...] = ()
    before: tuple[Fact, ...] = ()
    locked: tuple[str, ...] = ()
    because: str = ""
    note: str = ""
    source: str = "commune"
    finding: str = ""

    @property
    def taken(self) -> bool:
        return not self.codes


BIRTHS = (said("BIRTHS", 5, breakdown="SEX=F"), said("BIRTHS", 6, breakdown="SEX=M"))

CASES = (
    Case("a right return", "taken", (said("AREA", "12.50"), said("OUTPUT", "60.125"))),
    Case("a breakdown that adds up", "taken", (said("BIRTHS", 11), *BIRTHS)),
    Case("zero is a value", "missing is not zero", (said("PIGS", 0),)),
    Case("missing is a reason", "missing is not zero", (said("PIGS", reason="missing"),)),
    Case("not applicable is a reason", "missing is not zero", (said("PIGS", reason="not_applicable"),)),
    Case("neither value nor reason", "missing is not zero", (said("PIGS"),), ("value.or_reason",)),
    Case("a value and a reason", "missing is not zero", (said("PIGS", 1, reason="missing"),), ("value.or_reason",)),
    Case("a reason that there is not", "missing is not zero", (said("PIGS", reason="lost"),), ("reason.unknown",)),
    Case("below the least", "range", (said("PIGS", -1),), ("value.range",)),
    Case("above the most", "range", (said("PIGS", 1_000_001),), ("value.range",)),
    Case("too many decimals", "type", (said("PIGS", "1.5"),), ("value.decimals",)),
    Case("decimals that are zero", "type", (said("PIGS", "12.00"),)),
    Case("forty digits", "type", (said("AREA", "1" * 40), said("OUTPUT", 1)), ("value.not_number",)),
    Case(
        "a hard rule is broken",
        "arithmetic between cells",
        (said("AREA", 0), said("OUTPUT", 5)),
        ("rule.broken",),
    ),
    Case(
        "a hard rule is broken, with a reason",
        "arithmetic between cells",
        (said("AREA", 0, because="đúng"), said("OUTPUT", 5, because="đúng")),
        ("rule.broken",),
    ),
    Case("parts that do not add up", "arithmetic between cells", (said("BIRTHS", 12), *BIRTHS), ("rule.broken",)),
    Case(
        "a soft rule without a reason",
        "against the period before",
        (said("PIGS", 31),),
        ("rule.unexplained",),
        before=(said("PIGS", 10, period=PAST),),
    ),
    Case(
        "a soft rule with a blank reason",
        "against the period before",
        (said("PIGS", 31, because=" "),),
        ("rule.unexplained",),
        before=(said("PIGS", 10, period=PAST),),
    ),
    Case(
        "a soft rule with a reason at the fact",
        "against the period before",
        (said("PIGS", 31, because="Trang trại mới"),),
        before=(said("PIGS", 10, period=PAST),),
        finding="pigs-jump",
    ),
    Case(
        "a soft rule with a reason for all",
        "against the period before",
        (said("PIGS", 31),),
        before=(said("PIGS", 10, period=PAST),),
        because="Trang trại mới",
        finding="pigs-jump",
    ),
    Case(
        "hard and soft together",
        "every fault is named",
        (said("AREA", 0), said("OUTPUT", 5), said("PIGS", 31)),
        ("rule.broken", "rule.unexplained"),
        before=(said("PIGS", 10, period=PAST),),
    ),
    Case("an unknown indicator", "codes", (said("NOTHING", 1),), ("indicator.unknown",)),
    Case("a computed indicator", "codes", (said("PIGS_EACH", 1),), ("observation.derived",)),
    Case("an unknown place", "codes", (said("PIGS", 1, area="99999"),), ("observation.area",)),
    Case("a period that is none", "codes", (said("PIGS", 1, period="2026-M13"),), ("period.unknown",)),
    Case("a period of another length", "codes", (said("PIGS", 1, period="2026-Q1"),), ("period.frequency",)),
    Case("a period to come", "codes", (said("PIGS", 1, period=FUTURE),), ("period.future",)),
    Case("an unknown breakdown", "codes", (said("BIRTHS", 1, breakdown="SEX=X"),), ("observation.breakdown",)),
    Case("an unknown source", "codes", (said("PIGS", 1),), ("source.unknown",), source="nobody"),
    Case("a cell twice", "codes", (said("PIGS", 1), said("PIGS", 1)), ("observation.duplicate",)),
    Case("no observation", "codes", (), ("observations.none",)),
    Case("another commune", "rights", (said("PIGS", 1, area=FOREIGN),), ("access.denied",)),
    Case("another sector", "rights", (said("BIRTHS", 11), *BIRTHS), ("access.denied",)),
    Case("a final cell", "locks", (said("PIGS", 1),), ("cell.locked",), locked=("PIGS",)),
    Case("a note in a TCVN3 font", "text", (said("PIGS", 1),), ("text.legacy_font",), note=LEGACY),
    Case("a note in NFD", "text", (said("PIGS", 1),), ("text.not_nfc",), note=DECOMPOSED),
    Case("a reason in NFD", "text", (said("PIGS", 1, because=DECOMPOSED),), ("text.not_nfc",)),
)
BY_NAME = {case.name: case for case in CASES}
#: Cases whose sender is Lan, who reports for the same commune, for farming only.
FARMING_ONLY = frozenset({"another sector"})
