"""SFTP: senders put files into their folder, and nothing else. The inbox takes them from there.

A sender logs in with her user name and an access token as the password, or with a public key that was registered.
She sees her own folder only; files may be written and renamed, not read, with one exception: the notices beside what
was refused. Failed log-ins are counted as those at the site are.
"""

import asyncio
import logging
import os
import posixpath
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import asyncssh
from asyncssh import SFTPAttrs, SFTPServer, SSHServer, SSHServerChannel, SSHServerConnection
from django.db import close_old_connections, connections

from terrace.base.access import throttling
from terrace.base.access.tokens import actor_of_token
from terrace.base.kernel import conf
from terrace.base.kernel.problems import Refused
from terrace.facts.gateways import problems
from terrace.facts.gateways.inbox import folders, notices
from terrace.facts.gateways.models import Sender

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
#: Bytes of one file, connections at a time, seconds for a log-in.
LARGEST, MOST, LOGIN_SECONDS = 256 * 2**20, 50, 30
FORBIDDEN = asyncssh.SFTPPermissionDenied("this service takes files and gives none")
#: What asyncssh calls the flags of a file that is opened (protocol version 3).
READ_FLAG, WRITE_FLAG, APPEND_FLAG, TRUNCATE_FLAG = 0x01, 0x02, 0x04, 0x10

Found = TypeVar("Found")


def port() -> int:
    """The port; 0 when there is no such service."""
    return int(os.environ.get("TERRACE_SFTP_PORT") or "0")


def host_key() -> Path:
    """The key by which senders know this server; made once, kept in the home, for its owner only."""
    path = conf.home() / "sftp" / "host_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"host_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(asyncssh.generate_private_key("ssh-ed25519").export_private_key())
        draft.rename(path)
    return path


def public_key(text: str) -> str:
    """A public key as it is kept; raises Refused."""
    try:
        return asyncssh.import_public_key(text.strip()).export_public_key().decode().strip()
    except (asyncssh.KeyImportError, ValueError) as wrong:
        raise problems.SFTP_KEY.problem(detail=str(wrong)[:120]) from wrong


async def listen(host: str, number: int) -> asyncssh.SSHAcceptor:
    """Begin to serve; the caller closes it."""
    open_ones: set[Gatekeeper] = set()
    return await asyncssh.listen(
        host,
        number,
        server_factory=partial(Gatekeeper, open_ones),
        server_host_keys=[str(host_key())],
        sftp_factory=Drops,
        allow_scp=False,
        login_timeout=LOGIN_SECONDS,
        keepalive_interval=60,
        agent_forwarding=False,
        x11_forwarding=False,
    )


async def run(host: str, number: int) -> None:
    """Serve until cancelled."""
    server = await listen(host, number)
    async with server:
        await server.wait_closed()


class Gatekeeper(SSHServer):
    """Who may in. It answers nothing but SFTP: no shell, no commands, no forwarding."""

    def __init__(self, open_ones: "set[Gatekeeper]") -> None:
        self.open_ones = open_ones
        self.address = ""

    def connection_made(self, conn: SSHServerConnection) -> None:
        self.address = str((conn.get_extra_info("peername") or ("",))[0])
        if len(self.open_ones) >= MOST:
            conn.abort()
        self.open_ones.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open_ones.discard(self)
        if exc:
            log.info("sftp %s: %s", self.address, exc)

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh's signature
        """Everybody proves who she is."""
        return True

    def password_auth_supported(self) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    async def validate_password(self, username: str, password: str) -> bool:
        return await self._in_thread(lambda: _proved(username, password, self.address))

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        shown = key.export_public_key().decode().split()[:2]
        return await self._in_thread(lambda: _has_key(username, shown, self.address))

    async def _in_thread(self, ask: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(_asking, _fresh, ask)


#: Log-ins ask PostgreSQL one after the other: nothing that a stranger does needs more.
_asking = ThreadPoolExecutor(1, thread_name_prefix="sftp")


def let_go() -> None:
    """Close the connection of log-ins; the next one opens another."""
    _asking.submit(connections.close_all).result()


def _fresh(ask: Callable[[], Found]) -> Found:
    close_old_connections()
    return ask()


def _proved(username: str, password: str, address: str) -> bool:
    """True for the token of this sender; each failure makes the next wait longer."""
    try:
        throttling.check("username", username)
        throttling.attempt("address", address)
    except Refused:
        return False
    actor = actor_of_token(password)
    if actor is None or actor.username != username or _sender(username) is None:
        throttling.failed("username", username)
        return False
    return _welcome(username, address)


def _has_key(username: str, shown: list[str], address: str) -> bool:
    """True when the key is registered. One that is not is no failed guess: programs offer all keys that they have."""
    try:
        throttling.check("address", address)
    except Refused:
        return False
    sender = _sender(username)
    known = [line.split()[:2] for line in sender.keys.splitlines()] if sender else []
    return shown in known and _welcome(username, address)


def _sender(username: str) -> Sender | None:
    return Sender.objects.filter(person__username=username, person__is_active=True).first()


def _welcome(username: str, address: str) -> bool:
    throttling.succeeded("username", username)
    throttling.succeeded("address", address)
    (folders.sftp_root() / username).mkdir(parents=True, exist_ok=True, mode=0o750)
    return True


class Drops(SFTPServer):
    """The folder of a sender: files go in."""

    def __init__(self, chan: SSHServerChannel[bytes]) -> None:
        username = str(chan.get_extra_info("username"))
        super().__init__(chan, chroot=os.fsencode(folders.sftp_root() / username))

    def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> Any:  # noqa: ARG002 - asyncssh's signature
        """A new file for writing, or a notice for reading."""
        where = self._inside(path)
        if pflags & WRITE_FLAG and not pflags & (READ_FLAG | APPEND_FLAG):
            self._demand_name(path)
            begun = os.O_TRUNC if pflags & TRUNCATE_FLAG else 0
            made = os.open(where, os.O_WRONLY | os.O_CREAT | begun | os.O_NOFOLLOW | os.O_CLOEXEC, 0o640)
            return os.fdopen(made, "wb", buffering=0)
        if path.endswith((notices.TABLE.encode(), notices.TEXT.encode())) and not pflags & WRITE_FLAG:
            return os.fdopen(os.open(where, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
        raise FORBIDDEN

    def open56(self, path: bytes, desired_access: int, flags: int, attrs: SFTPAttrs) -> Any:  # noqa: ARG002
        """Later versions of the protocol are not offered."""
        raise FORBIDDEN

    def write(self, file_obj: object, offset: int, data: bytes) -> int | Awaitable[int]:
        if offset + len(data) > LARGEST:
            raise asyncssh.SFTPFailure(f"a file has {LARGEST // 2**20} MB at the most")
        return super().write(file_obj, offset, data)

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """A file that is complete gets its name."""
        old, new = self._inside(oldpath), self._inside(newpath)
        self._demand_name(oldpath)
        self._demand_name(newpath)
        if os.path.lexists(new) or old.is_symlink():
            raise asyncssh.SFTPFailure("there is a file of that name")
        old.rename(new)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        self.rename(oldpath, newpath)

    def setstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Programs set times and rights after they wrote; neither means anything here."""

    def fsetstat(self, file_obj: Any, attrs: SFTPAttrs) -> None:
        """As `setstat`."""

    def lsetstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """As `setstat`."""

    def remove(self, path: bytes) -> None:  # noqa: ARG002 - asyncssh's signatures, from here on
        raise FORBIDDEN

    def mkdir(self, path: bytes, attrs: SFTPAttrs) -> None:  # noqa: ARG002
        raise FORBIDDEN

    def rmdir(self, path: bytes) -> None:  # noqa: ARG002
        raise FORBIDDEN

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:  # noqa: ARG002
        raise FORBIDDEN

    def link(self, oldpath: bytes, newpath: bytes) -> None:  # noqa: ARG002
        raise FORBIDDEN

    def readlink(self, path: bytes) -> bytes:  # noqa: ARG002
        raise FORBIDDEN

    def _inside(self, path: bytes) -> Path:
        """The path on disk: at most one folder deep, without dots."""
        asked = posixpath.normpath(b"/" + path).lstrip(b"/")
        return Path(os.fsdecode(self.map_path(asked)))

    @staticmethod
    def _demand_name(path: bytes) -> None:
        """Files lie in the folder itself; names that the inbox gives a meaning are not for senders."""
        name = posixpath.normpath(b"/" + path).lstrip(b"/")
        reserved = {folders.TAKEN, folders.DONE, folders.REFUSED, folders.SENDER_FILE}
        if not name or b"/" in name or name.startswith(b".") or os.fsdecode(name) in reserved:
            raise asyncssh.SFTPPermissionDenied("files go into the folder itself, without a dot in front")
