"""The shapes of jobs."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Link


class JobLinks(Struct):
    """Where to go on."""

    self: Link
    faults: Annotated[Link, Meta(description="as CSV")]
    original: Link
    withdraw: Link


class Job(Struct):
    """A file that was handed in, and what became of it. `rows` were read so far, `stored` are stored so far."""

    id: int
    state: Annotated[
        str,
        Meta(description="queued, checking, storing, done, refused, failed, withdrawing or withdrawn"),
    ]
    format: str
    source: str
    name: str
    sha256: str
    rows: int
    stored: int
    faults: Annotated[int, Meta(description="all; the first 1,000 are kept")]
    codes: Annotated[dict[str, int], Meta(description="how many faults of each code")]
    submissions: Annotated[int, Meta(description="the facts are in so many submissions")]
    note: str
    why: Annotated[str, Meta(description="why it was withdrawn")]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    links: JobLinks


class Jobs(Struct):
    """Jobs, newest first."""

    jobs: list[Job]
