"""A paper as PDF, by typst: no system fonts, no day of making inside, so that the same paper is the same bytes."""

import hashlib
import threading
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec

from terrace.insight.reports.blocks import Paper

HERE: Final = Path(__file__).parent
#: The edition of layout and wording: a change that moves a sign of kept papers needs a new one beside the old.
EDITION: Final = 1
#: Folders with fonts: no others are looked at.
_FONTS: Final[list[Any]] = [HERE / "fonts"]
#: Compilers share a cache that may not be used by two threads at once.
_ONE: Final = threading.Lock()


@cache
def fonts() -> str:
    """The SHA-256 of the fonts, shortened: what a paper is set in."""
    found = hashlib.sha256()
    for path in sorted((HERE / "fonts").glob("*.ttf")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def printer() -> str:
    """What papers are printed by: a paper made by the same comes out byte for byte."""
    layout = hashlib.sha256(_layout().read_bytes()).hexdigest()[:16]
    return f"edition {EDITION}, layout {layout}, typst {version('typst')}, fonts {fonts()}"


def _layout() -> Path:
    return HERE / f"layout{EDITION}.typ"


def mark(paper: Paper) -> str:
    """What a paper says, as one word: the same word, the same bytes."""
    return hashlib.sha256(_data(paper).encode()).hexdigest()


def pdf(paper: Paper) -> bytes:
    """The paper as PDF."""
    made = _compiled(_layout().read_bytes(), {"paper": _data(paper)}, "pdf")
    return bytes(made) if isinstance(made, bytes) else b"".join(made)


def pages(paper: Paper, ppi: float = 90) -> list[bytes]:
    """The pages as pictures (PNG)."""
    made = _compiled(_layout().read_bytes(), {"paper": _data(paper)}, "png", ppi)
    return [made] if isinstance(made, bytes) else list(made)


def picture(svg: str, ppi: float = 200) -> bytes:
    """A drawing as PNG, for Word."""
    source = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    made = _compiled(source, {"svg": svg}, "png", ppi)
    return made if isinstance(made, bytes) else made[0]


def _compiled(source: bytes, inputs: dict[str, str], kind: Any, ppi: float | None = None) -> bytes | list[bytes]:
    import typst  # the compiler is loaded where papers are drawn, not by each process

    with _ONE:
        made: object = typst.compile(
            source, font_paths=_FONTS, ignore_system_fonts=True, sys_inputs=inputs, format=kind, ppi=ppi
        )
    return made if isinstance(made, (bytes, list)) else b""


def _data(paper: Paper) -> str:
    """The paper as JSON for the layout: composed Unicode, so that letters and accents are one sign."""
    return unicodedata.normalize("NFC", msgspec.json.encode(paper, order="deterministic").decode())
