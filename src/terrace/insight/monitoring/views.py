"""A warning as people see it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from terrace.base.places.versions import Version
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.monitoring import wording
from terrace.insight.monitoring.rules import RuleSpec
from terrace.insight.monitoring.wording import Judged, Part, Said


@dataclass(frozen=True, slots=True)
class StepView:
    """What happened to a warning once; `person` '' for the system, or when the reader may not know."""

    verb: str
    person: str
    at: datetime
    text: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WarningView(Judged):
    """One warning with the words for what its row holds as numbers. See `models.Warning`.

    `rule` is None when the rule is no more; `spec` and `place` None where it is about neither. `parts`: the places
    below that contribute, the greatest first. `steps` are read for one warning only.
    """

    id: int
    rule_code: str
    rule: RuleSpec | None
    kind: str
    spec: IndicatorSpec | None
    place: Version | None
    area: int
    breakdown: str
    breakdown_id: int
    subject: str
    sector: str
    reasons: tuple[str, ...]
    simulated: bool
    severity: int
    state: str
    group_id: int | None
    explained_by_id: int | None
    owner_id: int | None
    owner: str
    due_at: datetime | None
    raised_at: datetime
    seen_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    cleared_at: datetime | None
    cleared_why: str
    verdict: str
    evidence: dict[str, Any]
    revision: int
    said: Said
    may_handle: bool = False
    parts: tuple[Part, ...] = ()
    steps: tuple[StepView, ...] = field(default=())

    def title(self, language: str = "vi") -> str:
        """What and where, fit for a list."""
        return wording.title(self.said, language)

    def sentence(self, language: str = "vi") -> str:
        """What, where, since when, how sure, compared with what, who contributes."""
        return wording.sentence(self.said, language)

    def advice(self, language: str = "vi") -> str:
        """What the rule says is to be done; '' when it says nothing."""
        return self.rule.advice(language) if self.rule else ""

    @property
    def standing(self) -> bool:
        return self.state != "cleared"
