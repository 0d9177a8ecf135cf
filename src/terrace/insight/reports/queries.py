"""Reading reports: lists, one issue as its reader may have it, what moved between two. The actor comes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.people import queries as people
from terrace.base.places import index as places
from terrace.facts.pipeline.queries import Reader
from terrace.insight.reports import laying, problems, snapshots, versions
from terrace.insight.reports.blocks import Paper
from terrace.insight.reports.laying import Decision
from terrace.insight.reports.models import Fact, Issue, State, Step
from terrace.insight.reports.plans import Plan
from terrace.insight.reports.snapshots import WARNING, Facts, Frame

READ, WARNED = "figure.read", "warning.read"


@dataclass(frozen=True, slots=True)
class StepView:
    """What was done once; `person` '' for the system, or when the reader may not know."""

    verb: str
    person: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """An issue as lists show it."""

    id: int
    template: str
    plan: Plan
    area: int
    place: str
    place_code: str
    period: Period
    edition: int
    state: str
    number: int | None
    day: date | None
    asked_at: datetime
    made_at: datetime | None
    title_vi: str
    title_en: str

    def title(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_vi

    @property
    def sign(self) -> str:
        """`15/BC-UBND`; '' before the approval."""
        return f"{self.number}/{self.plan.sign}" if self.number else ""

    @property
    def open(self) -> bool:
        """It is still to be made."""
        return self.state == State.ASKED


@dataclass(frozen=True, slots=True)
class IssueView:
    """One issue as its reader may have it; `frame` None while it is not made."""

    head: Head
    row: Issue
    frame: Frame | None
    facts: Facts
    steps: tuple[StepView, ...]

    @property
    def hidden(self) -> int:
        return self.frame.count - len(self.facts) if self.frame else 0

    @property
    def decision(self) -> Decision:
        row = self.row
        return Decision(row.number, row.day, row.signer) if row.number else laying.DRAFT

    def paper(self, language: str) -> Paper:
        """The paper, once it is made."""
        if self.frame is None:
            raise problems.ABSENT.problem(id=self.head.id)
        return laying.lay(self.frame, self.facts, language, self.decision)


def hers(actor: Actor) -> QuerySet[Issue]:
    """Issues of places at which she may read something; what is in them is decided figure by figure."""
    scope = policy.which(actor, READ)
    if scope.everywhere:
        return Issue.objects.all()
    return Issue.objects.filter(area_id__in=scope.whole | {area for area, _ in scope.parts})


def listed(actor: Actor, area: int | None = None, template: str = "", most: int = 50) -> list[Head]:
    """Her issues, the newest period first."""
    rows = hers(actor)
    rows = rows.filter(area_id=area) if area is not None else rows
    rows = rows.filter(template=template) if template else rows
    return heads(rows.defer("frame").order_by("-period", "area_id", "template", "-edition")[:most])


def newest(actor: Actor, area: int) -> Head | None:
    """The report to read first: of the place's newest made ones, the newest issue, issued before drafts."""
    made = hers(actor).filter(area_id=area, state__in=[State.ISSUED, State.APPROVED, State.COMMENTED, State.DRAFT])
    rows = list(made.defer("frame").order_by("-made_at")[:20])
    rows.sort(key=lambda row: (periods.from_id(row.period).end, row.edition), reverse=True)
    return heads(rows[:1])[0] if rows else None


def heads(rows: Iterable[Issue]) -> list[Head]:
    index, plans = places.current(), dict[int, Plan]()
    found = []
    for row in rows:
        if row.version_id not in plans:
            plans[row.version_id] = versions.by_id(row.version_id).plan
        found.append(_head(index, row, plans[row.version_id]))
    return found


def _head(index: places.Index, row: Issue, plan: Plan) -> Head:
    period = periods.from_id(row.period)
    version = index.version(row.area_id, period.end) or index.history(row.area_id)[-1]
    place = snapshots.Place(version.code, version.name, version.full_name, version.name_en)
    titles = [laying.title(plan, place, period, language) for language in ("vi", "en")]
    what = (row.pk, row.template, plan, row.area_id, version.full_name, version.code, period, row.edition, row.state)
    return Head(*what, row.number, row.day, row.asked_at, row.made_at, *titles)


def one(actor: Actor, number: int) -> IssueView:
    """An issue as she may have it; raises `report.absent`."""
    row = hers(actor).filter(pk=number).first()
    if row is None:
        raise problems.ABSENT.problem(id=number)
    frame = snapshots.load_frame(row.frame) if row.frame else None
    steps = list(Step.objects.filter(issue=row).order_by("id"))
    return IssueView(heads([row])[0], row, frame, facts(actor, row), tuple(_steps(steps)))


def _steps(rows: Iterable[Step]) -> list[StepView]:
    found = list(rows)
    names = people.names(row.person for row in found)
    return [StepView(row.verb, names.get(row.person or 0, ""), row.at, row.text) for row in found]


def facts(actor: Actor, row: Issue) -> Facts:
    """The facts of an issue that she may see, by key."""
    reader, warned = Reader(actor), policy.which(actor, WARNED)
    return {
        fact.key: snapshots.load_content(fact.kind, fact.content)
        for fact in Fact.objects.filter(issue=row).order_by("id")
        if _sees(reader, warned, fact)
    }


def _sees(reader: Reader, warned: policy.Scope, fact: Fact) -> bool:
    """A warning by its own right; a figure or target as every page shows it."""
    if fact.kind == WARNING:
        return warned.holds(fact.area_id, fact.sector)
    if reader.scope.holds(fact.area_id, fact.sector):
        return True
    spec = reader.snapshot.by_id.get(fact.indicator_id or 0)
    return spec is not None and reader.sees(spec, fact.area_id, fact.period or 0)


def contents(row: Issue) -> Mapping[str, str]:
    """Every fact as it is kept: what the SHA-256 of a snapshot is over. For who may see all."""
    return dict(Fact.objects.filter(issue=row).values_list("key", "content"))
