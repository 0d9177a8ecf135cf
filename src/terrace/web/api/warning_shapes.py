"""The answers about warnings, their rules and silences, as OpenAPI shows them and as they are written."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from terrace.web.api.shapes import Area, Cell, Code, Link, Named, PeriodCode, Value

Chance = Annotated[Decimal | None, Meta(description="0 to 1", examples=[0.97])]
Severity = Annotated[int, Meta(description="1 to note, 2 to look into, 3 serious, 4 at once", examples=[3])]
State = Annotated[str, Meta(description="open, acknowledged or cleared", examples=["open"])]
WarningKind = Annotated[str, Meta(description="error, change, limit, late, crossing or health", examples=["error"])]


class WarningPart(Struct):
    """How much of the difference is that of a place below: in the unit, and as a share of the whole."""

    area: Area | None
    by: Value
    share: Decimal


class WarningStep(Struct):
    """What happened to a warning once; `person` null for the system itself, and where you may not know."""

    verb: Annotated[str, Meta(examples=["acknowledged"])]
    at: datetime
    person: str | None
    text: str


class Handler(Struct):
    """Somebody whom it may be given to."""

    id: int
    name: str


class Warning(Struct):
    """A warning in one sentence and in numbers. `value` is the figure as it was then, `low` to `high` where it usually
    lies, `bound` the limit or plan that it crossed. `sure`: that something is there; `error_chance`: that it is an
    entry error rather than a real change. `parts`, `steps`, `handlers` and `submissions` come with one warning only.
    """

    id: int
    sentence_vi: str
    sentence_en: str
    kind: WarningKind
    severity: Severity
    state: State
    rule: Code
    indicator: Named | None
    area: Area | None
    breakdown: Cell
    period: PeriodCode | None
    since: PeriodCode | None
    value: Value | None
    expected: Value | None
    low: Value | None
    high: Value | None
    bound: Value | None
    against: str
    unit: Named | None
    reasons: Annotated[list[str], Meta(description="codes of detectors, the strongest first")]
    sure: Chance
    error_chance: Chance
    simulated: bool
    group: int | None
    explained_by: int | None
    owner: str | None
    due_at: datetime | None
    raised_at: datetime
    acknowledged_at: datetime | None
    cleared_at: datetime | None
    cleared_why: str
    verdict: str
    may_handle: bool
    parts: list[WarningPart] | None
    steps: list[WarningStep] | None
    handlers: list[Handler] | None
    submissions: list[Link] | None
    page: Annotated[Link, Meta(examples=["/operations/warnings/17/"])]


class Warnings(Struct):
    """Warnings that you may see, and how many there are in all."""

    warnings: list[Warning]
    count: int


class WarningNote(Struct):
    """What to write beside an acknowledgement."""

    note: str = ""


class WarningAssigned(Struct):
    """Whom it is given to (a number of `handlers`), why, and by when, if not by the deadline that it has."""

    person: int
    text: str = ""
    due: datetime | None = None


class WarningSaid(Struct):
    """A comment."""

    text: str


class WarningVerdict(Struct):
    """What it turned out to be: right, false-alarm, entry-error or real-change; all but `right` need a note."""

    verdict: str
    note: str = ""


class WarningOver(Struct):
    """Why it is over."""

    why: str


class SilenceWanted(Struct):
    """Nobody is told of such warnings `until` then: of this `rule`, this `indicator`, or all of its sector, at the
    place of the warning and below (`scope`: rule, indicator or area).
    """

    scope: str
    why: str
    until: datetime


class Silence(Struct):
    """For a time nobody is told of these warnings; they are raised and listed all the same."""

    id: int
    area: Area | None
    sector: str
    indicator: str
    rule: str
    reason: str
    made_at: datetime
    until: datetime
    lifted_at: datetime | None


class Silences(Struct):
    """Those that hold now."""

    silences: list[Silence]


class WarningRule(Struct):
    """A rule: what is watched. `pack` null: written on a page, for `area` and below."""

    code: Code
    name_vi: str
    name_en: str
    kind: Annotated[str, Meta(description="as the column `kind` of warning_rules.csv", examples=["last_year"])]
    indicator: str
    sector: str
    level: str
    breakdown: Cell
    params: Annotated[dict[str, str], Meta(examples=[{"direction": "down", "per_cent": "10"}])]
    severity: Severity
    owner_role: str
    deadline_days: int
    advice_vi: str
    advice_en: str
    active: bool
    area: Area | None
    pack: str | None
    revision: int


class WarningRules(Struct):
    """Every rule that concerns your places."""

    rules: list[WarningRule]


class RuleParams(Struct):
    """What the kind needs: see the columns of warning_rules.csv. `sure` and `chance` are parts of one."""

    limit: Decimal | None = None
    direction: str = "both"
    per_cent: Decimal | None = None
    periods: int | None = None
    days: int | None = None
    sure: Decimal | None = None
    chance: Decimal | None = None
    least: Decimal | None = None


class RuleWanted(Struct):
    """A rule as it should be, for `area` and all below it. `level`: any, or the name of a level."""

    name_vi: str
    kind: str
    area: str
    params: RuleParams
    name_en: str = ""
    indicator: str = ""
    sector: str = ""
    level: str = "any"
    breakdown: str = ""
    clearing: Decimal | None = None
    severity: int = 2
    owner_role: str = ""
    deadline_days: int = 5
    advice_vi: str = ""
    advice_en: str = ""
    active: bool = False
    revision: int = 0


class RuleFired(Struct):
    """That it would have warned: the first period of a run of `periods`, with its figure."""

    indicator: Code
    area: Area | None
    breakdown: Cell
    period: PeriodCode
    value: Value
    periods: int


class RuleTried(Struct):
    """What a rule would have done: `count` warnings, the newest of them. `looked` of `of` series were looked at, drawn
    evenly; `per_thousand`: warnings in 1,000 periods of a series.
    """

    count: int
    fired: list[RuleFired]
    looked: int
    of: int
    per_thousand: Decimal | None


class RuleKept(WarningRule):
    """A rule that was written. `tried`: what it would have done in the last three years, as the page shows it before a
    rule is switched on; null for one that is switched off.
    """

    tried: RuleTried | None
