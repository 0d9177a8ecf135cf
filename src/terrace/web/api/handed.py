"""The shapes of submissions as they came, with their files and what rules found in them."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Cell, Code, Link, PeriodCode, Sender, SubmissionLinks, Value

Hash = Annotated[
    str,
    Meta(
        description="SHA-256, hexadecimal",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]


class Handing(Struct):
    """One observation as it was handed in; `because` says why it is right although a soft rule doubts it."""

    indicator: Code
    area: str
    period: PeriodCode
    breakdown: dict[str, str] | str | None = None
    value: Value | None = None
    reason: str | None = None
    status: str | None = None
    because: str | None = None


class File(Struct):
    """A file of a submission; its link gives the bytes as they came."""

    name: str
    sha256: Hash
    size: Annotated[int, Meta(description="bytes")]
    media_type: str
    received_at: datetime
    link: Link


class Finding(Struct):
    """A rule that an accepted figure breaks, with the sender's reason; `state` says what became of it."""

    rule: Annotated[str, Meta(examples=["RICE_YIELD"])]
    severity: Annotated[str, Meta(description="hard or soft")]
    indicator: Code
    area: str
    period: PeriodCode
    breakdown: Cell
    message_vi: str
    message_en: str
    because: str
    state: Annotated[str, Meta(description="explained, open, accepted or corrected")]
    found_at: datetime


class TakenBack(Struct):
    """When, by whom and why it was withdrawn."""

    at: datetime
    person: Sender | None
    why: str


class Submission(Struct):
    """What was handed in at once, as it came. `original` is the file that the figures were read from."""

    id: int
    status: str
    source: str
    source_vi: str
    source_en: str
    simulated: bool
    door: str
    device: str
    job: int | None
    person: Sender
    received_at: datetime
    facts: int
    note: str
    because: str
    digest: Annotated[str, Meta(description="SHA-256 of the content, hexadecimal")]
    original: File | None
    attachments: list[File]
    findings: list[Finding]
    withdrawn: TakenBack | None
    observations: list[Handing]
    links: SubmissionLinks


class Used(Struct):
    """A submission that came from the same bytes."""

    id: int
    received_at: datetime
    person: Annotated[str | None, Meta(description="null when you may not see her")]
    status: str
    link: Link


class Original(Struct):
    """A file that is kept. `known`: the same bytes were handed over before; `used` says what came from them."""

    sha256: Hash
    size: int
    name: str
    media_type: str
    known: bool
    used: list[Used]
    link: Link
