"""SMS through a gateway: JSON by POST, or lines in a file for trials.

Text is one SMS of 160 signs without accents (a message with accents has 70), with the address of the page at its end.
A gateway gets `id`, the same for the same message, so that it can leave out what it has sent already.
"""

import json
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec
import urllib3

from terrace.base.kernel.problems import Refused
from terrace.base.notify import environment, links, preferences
from terrace.base.notify.channels import Channel
from terrace.base.notify.parcels import DownError, Failed, Outcome, Parcel, Sent, short

LONGEST: Final = 160
FILE: Final = "file:"


@contextmanager
def opened() -> Iterator[Channel]:
    """The gateway that the environment names. Raises DownError."""
    url = environment.sms()
    if not url:
        raise DownError("TERRACE_SMS_URL is not set")
    yield Lines(Path(url.removeprefix(FILE).removeprefix("//"))) if url.startswith(FILE) else Gateway(url)


def text(parcel: Parcel) -> str:
    """One SMS."""
    end = f" {links.site()}{'/notices/' if parcel.more else parcel.notice.path}"
    words = plain(parcel.title)
    room = LONGEST - len(end)
    if room < LONGEST // 4:  # the address is too long: the words matter more
        return words[:LONGEST]
    return (words if len(words) <= room else words[: room - 3].rstrip() + "...") + end


def plain(words: str) -> str:
    """Letters without accents, as every telephone shows them.

    >>> plain("Đàn lợn xã Mường Tè")
    'Dan lon xa Muong Te'
    """
    apart = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D").replace("–", "-"))
    return apart.encode("ascii", "ignore").decode()


def _message(parcel: Parcel) -> dict[str, str] | None:
    """Number, text and name of the message; None when she has no number."""
    number = preferences.of(parcel.person.pk).phone
    return {"id": f"terrace-{parcel.delivery.pk}", "to": number, "text": text(parcel)} if number else None


class Lines:
    """A file to which each message is appended as a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def deliver(self, parcel: Parcel) -> Outcome:
        if not (message := _message(parcel)):
            return Failed("she has no telephone number")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as kept:
                kept.write(json.dumps(message, ensure_ascii=False) + os.linesep)
        except OSError as error:
            raise DownError(short(error)) from error
        return Sent()


class Gateway:
    """A gateway that takes JSON; the user part of its address is its token."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        self.headers = {"Content-Type": "application/json"}
        if parts.username:
            self.headers["Authorization"] = f"Bearer {parts.username}"

    def deliver(self, parcel: Parcel) -> Outcome:
        try:
            message = _message(parcel)
        except Refused as wrong:
            return Failed(wrong.faults[0].message_en)
        if not message:
            return Failed("she has no telephone number")
        return self._post({**self.headers, "Idempotency-Key": message["id"]}, msgspec.json.encode(message))

    def _post(self, headers: dict[str, str], body: bytes) -> Outcome:
        try:
            answer = urllib3.request(
                "POST",
                self.url,
                body=body,
                headers=headers,
                redirect=False,
                retries=False,
                timeout=environment.PATIENCE,
            )
        except urllib3.exceptions.HTTPError as error:
            raise DownError(type(error).__name__) from error
        why = f"{answer.status} {short(answer.data[:500].decode(errors='replace'))}"
        if answer.status in {401, 403, 429} or answer.status >= 500:  # noqa: PLR2004 - HTTP
            raise DownError(why)
        return Sent() if answer.status < 300 else Failed(why)  # noqa: PLR2004 - HTTP
