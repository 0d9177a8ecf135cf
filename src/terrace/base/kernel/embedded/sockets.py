"""Folders for UNIX sockets: an address holds 107 bytes, so a deep home needs a short folder elsewhere."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from terrace.base.kernel.embedded import problems
from terrace.base.kernel.embedded.owner import Owner

LONGEST = 107
#: A runtime folder longer than this leaves no room for the names below it.
LONGEST_RUNTIME = 60
NAME = ".s.PGSQL.5432.lock"


def short(folder: Path) -> Path:
    """The folder itself when a socket's address fits, else one in the system's folder for such files.

    >>> short(Path("/srv/terrace/run"))
    PosixPath('/srv/terrace/run')
    >>> len(str(short(Path("/srv") / ("x" * 120)))) < 80
    True
    """
    if len(os.fsencode(folder / NAME)) <= LONGEST:
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return _runtime() / f"terrace-{os.geteuid()}-{name}"


def _runtime() -> Path:
    given = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    usable = given.is_dir() and len(os.fsencode(given)) < LONGEST_RUNTIME and os.geteuid() != 0
    return given if usable else Path("/tmp")  # noqa: S108


def make(folder: Path, owner: Owner) -> None:
    """Make the folder, closed to others; refuse one that somebody else made in our place."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner.uid, os.geteuid()}:
        raise problems.FOREIGN.problem(folder=folder)
    owner.give(folder)
    folder.chmod(0o700)
