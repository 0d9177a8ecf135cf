"""What the people of the demo keep on the analysis pages: saved views and boards, as `data/views.tsv` says."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from terrace.base.access import policy
from terrace.base.access.actors import Actor
from terrace.base.people.models import Person
from terrace.insight.views import actions, arranging
from terrace.insight.views.actions import Wanted
from terrace.insight.views.arranging import Frame
from terrace.insight.views.models import SavedView, Shared
from terrace.insight.warehouse import questions

FILE = Path(__file__).parent / "data" / "views.tsv"


@dataclass(frozen=True, slots=True)
class Line:
    """A view, and the board of its owner on which it stands; '' for none."""

    owner: str
    name: str
    shared: str
    picture: str
    board: str
    size: str
    question: str

    @property
    def wanted(self) -> Wanted:
        question = questions.to_json(questions.from_query(self.question))
        return Wanted(self.name, question, self.picture, self.shared)


def read(path: Path = FILE) -> tuple[Line, ...]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    columns = lines[0].split("\t")
    return tuple(Line(**dict(zip(columns, line.split("\t"), strict=True))) for line in lines[1:])


def ensure() -> None:
    """Everybody of the file gets her views, unless she has been given some already."""
    lines = read()
    keeping = SavedView.objects.filter(name__in={line.name for line in lines}).values("owner_id")
    for person in Person.objects.filter(username__in={line.owner for line in lines}).exclude(pk__in=keeping):
        _keep(policy.actor_of(person), [line for line in lines if line.owner == person.username])


def _keep(actor: Actor, lines: Iterable[Line]) -> None:
    boards: dict[str, str] = {}
    for line in lines:
        view = actions.save(actor, line.wanted)
        if line.board and line.board not in boards:
            boards[line.board] = arranging.save(actor, Frame(line.board, Shared.OFFICIALS)).slug
        if line.board:
            arranging.add(actor, boards[line.board], view.slug, line.size)
