"""Sending to addresses that people typed in: never to a machine inside the house, unless an administrator allowed it.

The name is resolved once, every address it has is judged, and the connection goes to the address that was judged:
a name that changes its address in between gains nothing. Redirects are not followed. `http` is for allowed networks.
"""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from terrace.base.notify import environment, problems
from terrace.base.notify.messages import Words

if TYPE_CHECKING:
    import urllib3

#: Bytes of an answer that are read.
READ: Final = 2_000
PORTS: Final = {"https": 443, "http": 80}
_SCHEME = Words("phải bắt đầu bằng https://", "it has to begin with https://")
_NAME = Words("không tìm thấy máy chủ này", "the host is not found")
_INSIDE = Words("địa chỉ thuộc mạng nội bộ", "it is inside a private network")
_SHAPE = Words("địa chỉ viết sai", "it is not an address")


class UnreachableError(Exception):
    """The other side could not be reached, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    text: str
    retry_after: float | None = None

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was judged: where to connect, and what to ask for."""

    parts: SplitResult
    ip: str

    @property
    def port(self) -> int:
        return self.parts.port or PORTS[self.parts.scheme]

    @property
    def path(self) -> str:
        return (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")


def check(url: str) -> None:
    """Raises `notify.url_bad` for an address that nothing may be sent to. A name that is not found now may be later."""
    parts = _parts(url)
    if parts.scheme == "http" and not environment.private_networks():
        raise _bad(url, _SCHEME)
    try:
        target(url)
    except UnreachableError:
        return


def target(url: str) -> Target:
    """Where to connect. Raises `notify.url_bad`, or UnreachableError when the name is not found."""
    parts = _parts(url)
    allowed = environment.private_networks()
    found = _resolved(parts)
    inside = [each for each in found if not each.is_global or each.is_multicast]
    if any(not any(each in network for network in allowed) for each in inside):
        raise _bad(url, _INSIDE)
    if parts.scheme == "http" and not inside:
        raise _bad(url, _SCHEME)
    return Target(parts, str(found[0]))


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise _bad(url, _SHAPE) from error
    if parts.scheme not in PORTS:
        raise _bad(url, _SCHEME)
    if not parts.hostname or parts.username or any(sign <= " " for sign in url):
        raise _bad(url, _SHAPE)
    return parts


def _bad(url: str, why: Words) -> Exception:
    return problems.URL_BAD.problem("/url", url=url[:200], why_vi=why.vi, why_en=why.en)


def _resolved(parts: SplitResult) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        rows = socket.getaddrinfo(parts.hostname, parts.port or PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(_NAME.en) from error
    every = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    return [(each.ipv4_mapped or each) if isinstance(each, ipaddress.IPv6Address) else each for each in every]


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST to an address that people typed in. Raises `notify.url_bad` or UnreachableError."""
    import urllib3

    aim = target(url)
    host = aim.parts.netloc
    try:
        with _pool(aim) as pool:
            answer = pool.urlopen(
                "POST", aim.path, body, {**headers, "Host": host}, redirect=False, retries=False, preload_content=False
            )
            text = answer.read(READ).decode(errors="replace")
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise UnreachableError(type(error).__name__) from error
    return Answer(answer.status, text, _seconds(answer.headers.get("Retry-After", "")))


def _pool(aim: Target) -> "urllib3.HTTPConnectionPool":
    import urllib3

    timeout = urllib3.Timeout(connect=environment.PATIENCE / 2, read=environment.PATIENCE)
    if aim.parts.scheme == "http":
        return urllib3.HTTPConnectionPool(aim.ip, aim.port, timeout=timeout)
    name = aim.parts.hostname
    return urllib3.HTTPSConnectionPool(aim.ip, aim.port, timeout=timeout, server_hostname=name, assert_hostname=name)


def _seconds(text: str) -> float | None:
    """`Retry-After` in seconds; a date is left alone."""
    return float(text) if text.isascii() and text.isdigit() else None
