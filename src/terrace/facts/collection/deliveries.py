"""A submission on its way through the door."""

from dataclasses import dataclass, field

from terrace.base.access.policy import Actor
from terrace.facts.catalogue.snapshot import SourceSpec
from terrace.facts.collection.checking import CellKey, Row
from terrace.facts.collection.intake import Intake


@dataclass(frozen=True, slots=True)
class Delivery:
    """A submission at the door: who, with which key, through which door, what; and what it came from.

    `original` is the number of the file that the figures were read from (`originals.keep` gives it), `device` what the
    sender calls the device, `job` the number of the job whose part it is.
    """

    actor: Actor
    key: str
    door: str
    intake: Intake
    original: int | None = None
    device: str = ""
    job: int | None = None

    @property
    def person(self) -> int:
        """The number of the person; 0 for the system itself."""
        return self.actor.person_id or 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement: the number of the submission, and whether this call created it."""

    id: int
    created: bool
    facts: int


@dataclass(frozen=True, slots=True)
class File:
    """A file that belongs to the submission: its number, its hash, and what it is (`Enclosure.Use`)."""

    original: int
    sha256: bytes
    use: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A soft rule that the submission breaks at a cell, and the reason that the sender gives."""

    rule: str
    severity: str
    cell: CellKey
    because: str
    detail: dict[str, object]


@dataclass(slots=True)
class Checked:
    """A delivery whose content is right, with codes resolved.

    `spoken` are its (place, period); `cells` is a digest of what it speaks of, made when a file comes with it.
    """

    delivery: Delivery
    source: SourceSpec
    rows: list[Row]
    digest: bytes
    spoken: frozenset[tuple[int, int]]
    files: list[File] = field(default_factory=list)
    cells: bytes = b""
    findings: list[Explained] = field(default_factory=list)
