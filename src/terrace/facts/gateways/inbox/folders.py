"""The folders of one sender, and the files that may be taken from them."""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from terrace.base.kernel import conf
from terrace.base.kernel.problems import Refused
from terrace.facts.gateways import problems

FOLDER, SFTP = "folder", "sftp"
TAKEN, DONE, REFUSED = "taken", "done", "refused"
SENDER_FILE = "sender.toml"
#: Names of files that somebody is still writing.
HALF = (".part", ".partial", ".filepart", ".tmp", ".crdownload", "~")
#: Seconds without a change after which a file is complete.
QUIET = 3.0
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of one sender under a root; `door` says how files get into it."""

    root: Path
    name: str
    door: str

    @property
    def path(self) -> Path:
        return self.root / self.name

    def part(self, name: str) -> Path:
        """The sub-folder, made at first use; raises Refused when something else is in its place."""
        path = self.path / name
        path.mkdir(mode=0o750, exist_ok=True)
        if not stat.S_ISDIR(path.lstat().st_mode):
            raise problems.FILE_LINK.problem(name=f"{self.name}/{name}")
        return path


def roots() -> list[tuple[Path, str]]:
    """Where senders have folders, with the door of each."""
    found = [(Path(os.environ["TERRACE_INBOX"]), FOLDER)] if os.environ.get("TERRACE_INBOX") else []
    return [*found, (sftp_root(), SFTP)]


def sftp_root() -> Path:
    return conf.home() / "sftp" / "drops"


def all_of(root: Path, door: str) -> Iterator[Folder]:
    """The folders of senders under a root; links are none."""
    if not root.is_dir():
        return
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                yield Folder(root, entry.name, door)


def waiting(folder: Folder) -> list[Path]:
    """What lies in the folder and is complete, oldest first; links and other things that are no files included."""
    found: list[tuple[float, Path]] = []
    with os.scandir(folder.path) as entries:
        for entry in entries:
            about = entry.stat(follow_symlinks=False)
            if _is_offered(entry.name) and not stat.S_ISDIR(about.st_mode) and _is_quiet(about):
                found.append((about.st_mtime, Path(entry.path)))
    return [path for _, path in sorted(found)]


def _is_offered(name: str) -> bool:
    return not name.startswith(".") and not name.lower().endswith(HALF) and name != SENDER_FILE


def _is_quiet(about: os.stat_result) -> bool:
    """Nobody wrote for a while. The time of the last change of state is one that no copying tool sets back."""
    return time.time() - max(about.st_mtime, about.st_ctime) >= QUIET


def demand_file(path: Path) -> None:
    """Raise Refused for a link, a pipe, a device or what cannot be read."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise problems.FILE_LINK.problem(name=path.name)
    try:
        os.close(_open(path))
    except OSError as error:
        raise problems.FILE_UNREADABLE.problem(name=path.name, detail=error.strerror) from error


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, never of what a link leads to."""
    with os.fdopen(_open(path), "rb") as file:
        while part := file.read(MEGABYTE):
            yield part


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def move(path: Path, to: Path) -> Path:
    """Move into a folder; a name that is there already gets a number. Where it lies now."""
    stem, dot, suffix = path.name.partition(".")
    for number in range(1, 10_000):
        name = path.name if number == 1 else f"{stem}-{number}{dot}{suffix}"
        target = to / name
        if not os.path.lexists(target):
            path.rename(target)
            return target
    raise Refused([problems.FILE_LINK.fault(name=path.name)])
