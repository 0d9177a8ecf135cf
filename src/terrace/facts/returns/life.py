"""The life of a return: which step leads from which state to which, and which right it needs.

    open → draft → submitted → approved → locked
             ↑         ↓ ↑         ↓         ↓
           (typed)   returned    reopened: open again, with a reason

PostgreSQL refuses every other way (`migrations/0002_guarding`, made from this table).
"""

from dataclasses import dataclass
from typing import Final

from terrace.facts.returns.models import State


@dataclass(frozen=True, slots=True)
class Move:
    """A step: its verb (audit, event, history), from where, where to, and the right it needs."""

    verb: str
    event: str
    starts: frozenset[State]
    end: State
    right: str
    #: True when a remark or a reason must be given.
    tells: bool = False


def _move(verb: str, event: str, starts: tuple[State, ...], end: State, right: str, *, tells: bool = False) -> Move:
    return Move(verb, event, frozenset(starts), end, right, tells)


DRAFT: Final = _move("return.draft", "", (State.OPEN, State.DRAFT), State.DRAFT, "submission.create")
SUBMIT: Final = _move(
    "return.submit",
    "return.submitted",
    (State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED),
    State.SUBMITTED,
    "submission.create",
)
SEND_BACK: Final = _move(
    "return.send_back", "return.returned", (State.SUBMITTED,), State.RETURNED, "return.approve", tells=True
)
APPROVE: Final = _move("return.approve", "return.approved", (State.SUBMITTED,), State.APPROVED, "return.approve")
LOCK: Final = _move("return.lock", "return.locked", (State.APPROVED,), State.LOCKED, "")
REOPEN: Final = _move(
    "return.reopen", "return.reopened", (State.APPROVED, State.LOCKED), State.OPEN, "return.reopen", tells=True
)
MOVES: Final = (DRAFT, SUBMIT, SEND_BACK, APPROVE, LOCK, REOPEN)

#: States in which figures may still be handed in, and those in which the return has been received.
FILLING: Final = SUBMIT.starts
WAITING: Final = frozenset({State.OPEN, State.DRAFT, State.RETURNED})
RECEIVED: Final = frozenset({State.SUBMITTED, State.APPROVED, State.LOCKED})


def ways() -> frozenset[tuple[str, str]]:
    """Every change of state that is allowed."""
    return frozenset(
        (str(start.value), str(move.end.value)) for move in MOVES for start in move.starts if start != move.end
    )
