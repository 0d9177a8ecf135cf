"""Translations without GNU gettext: every `.po` below a folder becomes the `.mo` that Django reads.

`python -m terrace.base.kernel.messages src` compiles what is newer than its result. Needs no settings.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import polib


def compile_all(folder: Path) -> list[Path]:
    """Compile what has changed; the files written."""
    return [compile_one(source) for source in stale(folder)]


def stale(folder: Path) -> Iterator[Path]:
    """The `.po` files whose `.mo` is absent or older."""
    for source in sorted(folder.rglob("*.po")):
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            yield source


def compile_one(source: Path) -> Path:
    """Write the `.mo`, whole or not at all. Fuzzy and empty entries are left out."""
    made, draft = source.with_suffix(".mo"), source.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    return draft.rename(made)


if __name__ == "__main__":
    compile_all(Path(sys.argv[1]))
