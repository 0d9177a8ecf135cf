"""A kept paper drawn again: the same snapshot, the same decision, and whether the same bytes come out."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from terrace.base.access.policy import SYSTEM
from terrace.insight.reports import printing, queries, snapshots
from terrace.insight.reports import versions as kept
from terrace.insight.reports.queries import IssueView

#: The Word file of templates that bring none.
USUAL: Final = Path(__file__).parent / "printing" / "report.docx"


@dataclass(frozen=True, slots=True)
class Again:
    """What came out. `whole`: the snapshot is as it was; `same`: the bytes of the approved paper, None before one.

    `printer` differs from `now` where layout, fonts or the program changed since.
    """

    pdf: bytes
    whole: bool
    same: bool | None
    printer: str
    now: str


def again(number: int) -> Again:
    """Draw the whole paper in Vietnamese anew. Raises `report.absent`."""
    view = queries.one(SYSTEM, number)
    made = printing.pdf(view.paper("vi"))
    mark = snapshots.mark(view.row.frame, queries.contents(view.row))
    wanted = view.row.pdf_sha256
    same = hashlib.sha256(made).hexdigest() == wanted if wanted else None
    return Again(made, mark == view.row.sha256, same, view.row.printer, printing.printer())


def word(view: IssueView, language: str) -> bytes:
    """The paper as Word, in the template that it was made by; without one of its own, the usual one."""
    from terrace.insight.reports import writing  # python-docx and docxtpl: a quarter of a second of each process

    template = kept.by_id(view.row.version_id).word or USUAL.read_bytes()
    return writing.word(view.paper(language), template)
