"""What was typed into the forms of targets, as values of the domain."""

from collections.abc import Mapping
from datetime import date

from terrace.base.kernel.periods import FIRST_YEAR, LAST_YEAR
from terrace.insight.targets import bases, days, problems
from terrace.insight.targets.bases import Basis
from terrace.web.ui.components import Choice


def basis(posted: Mapping[str, str]) -> Basis:
    """The document; raises `target.basis` for a day that is none."""
    number, clause = posted.get("basis_number", "").strip(), posted.get("basis_clause", "").strip()
    kind = posted.get("basis_kind", "") if number else ""
    return Basis(kind, number, _day(posted.get("basis_date", "").strip()), clause)


def _day(text: str) -> date | None:
    try:
        return days.read(text) if text else None
    except ValueError as wrong:
        values = {"kinds": ", ".join(bases.KINDS), "most": bases.LONGEST}
        raise problems.BASIS_WRONG.problem("/basis_date", what=text[:40], **values) from wrong


def year(text: str, otherwise: int) -> int:
    """A year as it is typed; `otherwise` when it is none."""
    sound = text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= LAST_YEAR
    return int(text) if sound else otherwise


def kinds(language: str) -> list[Choice]:
    """Kinds of documents to choose from."""
    return [Choice(code, names[language == "en"]) for code, names in bases.KINDS.items()]
