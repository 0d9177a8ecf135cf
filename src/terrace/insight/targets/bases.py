"""What a target rests on: a document with its kind, number, day and clause."""

from dataclasses import dataclass
from datetime import date
from typing import Final

#: Kinds of documents, with their names in Vietnamese and English.
KINDS: Final[dict[str, tuple[str, str]]] = {
    "resolution": ("Nghị quyết", "Resolution"),
    "decision": ("Quyết định", "Decision"),
    "plan": ("Kế hoạch", "Plan"),
    "programme": ("Chương trình", "Programme"),
    "directive": ("Chỉ thị", "Directive"),
    "law": ("Luật", "Law"),
    "decree": ("Nghị định", "Decree"),
    "circular": ("Thông tư", "Circular"),
    "letter": ("Công văn", "Official letter"),
}
#: Characters of a number and of a clause.
LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Basis:
    """A document; without a number there is none.

    >>> basis = Basis("resolution", "58/NQ-HĐND", date(2025, 12, 10), "khoản 2 Điều 1")
    >>> basis.words()
    'Nghị quyết 58/NQ-HĐND ngày 10/12/2025, khoản 2 Điều 1'
    >>> basis.words("en")
    'Resolution 58/NQ-HĐND of 10/12/2025, khoản 2 Điều 1'
    >>> bool(Basis())
    False
    """

    kind: str = ""
    number: str = ""
    day: date | None = None
    clause: str = ""

    def __bool__(self) -> bool:
        return bool(self.number)

    def words(self, language: str = "vi") -> str:
        """The document as people name it; '' without one."""
        if not self:
            return ""
        english = language == "en"
        name = KINDS[self.kind][english] if self.kind in KINDS else ""
        of = "of" if english else "ngày"
        said = f"{name} {self.number} {of} {self.day:%d/%m/%Y}" if self.day else f"{name} {self.number}"
        return f"{said.strip()}, {self.clause}" if self.clause else said.strip()


#: No document.
NO_BASIS: Final = Basis()
