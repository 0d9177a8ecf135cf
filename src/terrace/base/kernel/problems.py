"""Problems: what went wrong, where, and what to do, in Vietnamese and English.

    Exception
     └ Refused            a list of faults; nothing was stored
        └ (raised by `Kind.problem()` for a single fault)

A domain declares its kinds once, in its `problems.py`, with `define`; the code of a kind is the verb-like name
that the API, the pages and the tests use. Served as `application/problem+json` (RFC 9457).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at one place of the input (`pointer`: JSON Pointer, or file:row:column)."""

    code: str
    pointer: str
    message_vi: str
    message_en: str
    advice_vi: str
    advice_en: str
    status: int = 422

    def message(self, language: str) -> str:
        return self.message_en if language == "en" else self.message_vi

    def advice(self, language: str) -> str:
        return self.advice_en if language == "en" else self.advice_vi

    def as_dict(self, language: str = "vi") -> dict[str, str]:
        """The fault as the API shows it."""
        return {
            "pointer": self.pointer,
            "code": self.code,
            "message_vi": self.message_vi,
            "message_en": self.message_en,
            "advice": self.advice(language),
            "advice_vi": self.advice_vi,
            "advice_en": self.advice_en,
        }


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem; its sentences have `{named}` places."""

    code: str
    status: int
    vi: str
    en: str
    advice_vi: str
    advice_en: str

    def fault(self, pointer: str = "", **values: Any) -> Fault:
        """This kind at one place, with the values filled in."""
        vi, en, advice_vi, advice_en = (
            text.format(**values) for text in (self.vi, self.en, self.advice_vi, self.advice_en)
        )
        return Fault(self.code, pointer, vi, en, advice_vi, advice_en, self.status)

    def problem(self, pointer: str = "", **values: Any) -> "Refused":
        """An exception with this single fault."""
        return Refused([self.fault(pointer, **values)])


def define(code: str, *, vi: str, en: str, advice_vi: str, advice_en: str, status: int = 422) -> Kind:
    """Declare a kind; a code is declared once."""
    if code in KINDS:
        raise ValueError(f"problem {code} is declared twice")
    KINDS[code] = Kind(code, status, vi, en, advice_vi, advice_en)
    return KINDS[code]


class Refused(Exception):  # noqa: N818 - it reads better where it is raised
    """The input was refused whole: nothing was stored. `faults` says why, every one."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(f"{fault.pointer} {fault.code}".strip() for fault in self.faults[:5]))

    @property
    def status(self) -> int:
        """The HTTP status of the first fault."""
        return self.faults[0].status if self.faults else 422

    def as_dict(self, language: str = "vi") -> dict[str, Any]:
        """The body of a problem+json answer."""
        first = self.faults[0]
        return {
            "type": f"https://terrace.invalid/problems/{first.code}",
            "title": first.message(language),
            "status": self.status,
            "code": first.code,
            "detail": first.advice(language),
            "faults": [fault.as_dict(language) for fault in self.faults],
        }
