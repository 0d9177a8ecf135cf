"""What became of an upload, as it is kept and shown: each sheet, each return on it, each fault at its cell."""

from typing import Any, Self

import msgspec

from terrace.facts.workbooks.readings import MOST_FAULTS, Mark
from terrace.facts.workbooks.sheets import Spot


class CellFault(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fault; `row` and `column` count from 0, -1 for the sheet as a whole."""

    code: str
    vi: str
    en: str
    advice_vi: str
    advice_en: str
    row: int = -1
    column: int = -1
    address: str = ""

    @classmethod
    def of(cls, mark: Mark) -> Self:
        fault, (row, column) = mark.fault, mark.spot or (-1, -1)
        texts = (fault.message_vi, fault.message_en, fault.advice_vi, fault.advice_en)
        return cls(fault.code, *texts, row, column, mark.address)

    @property
    def spot(self) -> Spot | None:
        return (self.row, self.column) if self.row >= 0 else None

    def message(self, language: str) -> str:
        return self.en if language == "en" else self.vi

    def advice(self, language: str) -> str:
        return self.advice_en if language == "en" else self.advice_vi


class Handed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One return of a sheet (or a foreign sheet as a whole). `state`: stored, known (handed in before), refused,
    blank (nothing was typed), queued (handed on to the job).
    """

    state: str
    form: str = ""
    area: str = ""
    period: str = ""
    submission: int = 0
    facts: int = 0
    cleared: int = 0
    #: What the return looked like afterwards; a later upload of the same workbook is compared with it.
    revision: str = ""
    job: int = 0


class SheetOutcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sheet. `kind`: ours, mapped, unknown, passed over. `old_fonts`: texts converted, by font."""

    name: str
    index: int
    kind: str
    handed: list[Handed] = []
    faults: list[CellFault] = []
    more: int = 0
    mapping: str = ""
    rows: int = 0
    old_fonts: dict[str, int] = {}

    @property
    def stored(self) -> int:
        return sum(each.facts for each in self.handed if each.state in {"stored", "known"})

    @property
    def state(self) -> str:
        """`stored`, `partly`, `refused`, `blank`, `unknown`, `queued` or `passed`."""
        if self.kind in {"unknown", "passed"}:
            return self.kind
        states = {"stored" if each.state == "known" else each.state for each in self.handed} - {"blank"}
        if len(states) == 1:
            return states.pop()
        return "partly" if states else "refused" if self.faults else "blank"


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole upload. `before`: when she handed in the same file first (ISO), '' for the first time."""

    kind: str
    sheets: list[SheetOutcome] = []
    before: str = ""
    because: str = ""

    @property
    def stored(self) -> int:
        return sum(each.stored for each in self.sheets)

    @property
    def count(self) -> int:
        """How many faults there are."""
        return sum(len(each.faults) + each.more for each in self.sheets)

    @property
    def old_fonts(self) -> int:
        """How many texts were converted from fonts of before Unicode."""
        return sum(sum(each.old_fonts.values()) for each in self.sheets)

    def as_json(self) -> Any:
        return msgspec.to_builtins(self)

    @classmethod
    def read(cls, kept: Any) -> Self:
        return msgspec.convert(kept, cls)


def faults(marks: list[Mark]) -> tuple[list[CellFault], int]:
    """Faults in the order of their cells, and how many more there are."""
    ordered = sorted(marks, key=lambda each: each.spot or (-1, -1))
    return [CellFault.of(each) for each in ordered[:MOST_FAULTS]], max(0, len(ordered) - MOST_FAULTS)
