"""The table of doors × rules × answers, as `docs/doors.md` shows it. `python -m tests.doors` writes it."""

from collections.abc import Iterable
from pathlib import Path

from tests.doors import files, forms, returns, small
from tests.doors.cases import CASES, Case
from tests.doors.registry import Door

PAGE = Path(__file__).parents[2] / "docs" / "doors.md"
DOORS: tuple[Door, ...] = (*small.DOORS, *returns.DOORS, *files.DOORS, *forms.DOORS)

HEAD = """\
# Doors

What the same figures get at each door: taken, or refused for the same reasons, by the same codes. Every cell of the
table is a test (`tests/doors`), which also holds this page.

✓ the answer of the third column · – the door has no words for this case · * another answer, explained below

SFTP lays files into the folder of its sender, and the page of a large file is the job: both are the door beside it.
A new door is a class of some twenty lines in `tests/doors` (`registry.Door`).
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_table(), "", *_notes()]) + "\n"


def _table() -> Iterable[str]:
    yield "| What comes | Rule | Answer | " + " | ".join(door.title for door in DOORS) + " |"
    yield "|---|---|---|" + "---|" * len(DOORS)
    for case in CASES:
        yield (
            f"| {case.name} | {case.rule} | {_answer(case)} | " + " | ".join(_mark(door, case) for door in DOORS) + " |"
        )


def _answer(case: Case) -> str:
    if case.codes:
        return ", ".join(f"`{code}`" for code in case.codes)
    return f"taken, finding `{case.finding}`" if case.finding else "taken"


def _mark(door: Door, case: Case) -> str:
    if case.name in door.cannot:
        return "–"
    return "*" if case.name in door.differs else "✓"


def _notes() -> Iterable[str]:
    """Why a door has no words, or another answer."""
    for door in DOORS:
        if door.cannot or door.differs:
            yield f"## {door.title}\n"
            yield from (f"- {name}: {codes_of(codes)} – {why}" for name, (codes, why) in door.differs.items())
            yield from (f"- {why}: {', '.join(names)}" for why, names in _by_reason(door).items())
            yield ""


def codes_of(codes: tuple[str, ...]) -> str:
    return ", ".join(f"`{code}`" for code in codes) or "taken"


def _by_reason(door: Door) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, why in door.cannot.items():
        found.setdefault(why, []).append(name)
    return found
