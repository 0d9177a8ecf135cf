"""Rules, warnings, groups of them, what was done with each, silences, learned weights.

Lifecycle's own tables are in `lifecycle.models` when it has any.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Packed

#: What a warning is about; one of these is not cleared twice at a time.
SERIES = ("rule", "indicator_id", "area_id", "breakdown_id", "subject")


class RuleKind(models.TextChoices):
    """What a rule compares a figure with."""

    DETECTOR = "detector"
    LIMIT = "limit"
    PLAN = "plan"
    LAST_PERIOD = "last_period"
    LAST_YEAR = "last_year"
    PEERS = "peers"
    TREND = "trend"
    CROSSING = "crossing"
    LATENESS = "lateness"
    COVERAGE = "coverage"


class Kind(models.TextChoices):
    """What a warning tells of; entry errors and real changes are told apart."""

    ERROR = "error"
    CHANGE = "change"
    LIMIT = "limit"
    LATE = "late"
    CROSSING = "crossing"
    HEALTH = "health"


class State(models.TextChoices):
    """Open until somebody acknowledges it; cleared by the figures themselves or by a person."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


class RuleFields(models.Model):
    """What a rule says, whoever wrote it."""

    name_vi = models.TextField()
    name_en = models.TextField()
    kind = models.TextField(choices=RuleKind)
    indicator = models.TextField(default="", help_text="code; '' for every indicator that has no rule of its own")
    sector = models.TextField(default="", help_text="code; '' for all; read when `indicator` is ''")
    level = models.SmallIntegerField(default=0, help_text="level of places; 0 for all")
    breakdown = models.TextField(default="", help_text="code of the cell; '' the total; * every cell")
    params = models.JSONField(default=dict, help_text="limit, direction, per_cent, periods, … as `params` lists them")
    clearing = ExactField(null=True, help_text="clears only beyond this, not at the limit itself (hysteresis)")
    severity = models.SmallIntegerField(default=2, help_text="1 to note … 4 at once")
    owner_role = models.TextField(default="", help_text="code of the role that answers first; '' whoever may")
    deadline_days = models.SmallIntegerField(default=5, help_text="working days")
    advice_vi = models.TextField(default="")
    advice_en = models.TextField(default="")
    active = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, help_text="periods that end before are not judged")

    class Meta:
        abstract = True


class PackRule(Packed, RuleFields):
    """A rule that a pack brings."""

    code = models.TextField(primary_key=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(severity__gte=1, severity__lte=4), name="monitoring_packrule_severity"),
            models.CheckConstraint(condition=Q(deadline_days__gte=0), name="monitoring_packrule_deadline"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="monitoring_packrule_kind"),
        ]


class Rule(RuleFields):
    """A rule that somebody wrote or edited on a page; it goes before the pack's of the same code in its place."""

    code = models.TextField(primary_key=True)
    area_id = models.IntegerField(help_text="holds for this place and all below it")
    changed_by = models.IntegerField(help_text="person; 0 for the system itself")
    changed_at = models.DateTimeField(db_default=Now())
    revision = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(severity__gte=1, severity__lte=4), name="monitoring_rule_severity"),
            models.CheckConstraint(condition=Q(deadline_days__gte=0), name="monitoring_rule_deadline"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="monitoring_rule_kind"),
        ]


class Group(models.Model):
    """Warnings of one cause: the same rule, kind, indicator and period below one place, or one submission."""

    cause = models.TextField(help_text="key of what they share")
    kind = models.TextField(choices=Kind)
    rule = models.TextField(default="")
    indicator_id = models.IntegerField(default=0, help_text="0: of several indicators")
    root_id = models.IntegerField(help_text="the nearest place above all of them")
    sector = models.TextField(default="")
    period = models.IntegerField(default=0, help_text="Period.id; 0: none")
    severity = models.SmallIntegerField(default=1, help_text="of the most severe")
    warnings = models.IntegerField(default=0, help_text="how many were raised in it")
    still = models.IntegerField(default=0, help_text="how many are not cleared")
    opened_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True, help_text="when people were told first")
    told_severity = models.SmallIntegerField(default=0, help_text="the most severe that people were told of")
    owner_id = models.IntegerField(null=True, help_text="who answers for it as a whole")
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, help_text="when the next rung of the ladder is told")
    rung = models.SmallIntegerField(default=0, help_text="how far up the ladder it has come")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause"], condition=Q(closed_at__isnull=True), name="monitoring_group_once")
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(closed_at__isnull=True), name="monitoring_group_by_next")
        ]


class Warning(models.Model):
    """Something that somebody should look at. Numbers instead of foreign keys, as in `collection_observation`.

    `period` is the one judged, `since` the first of the run. For what is no figure (late returns, health) the
    indicator is 0 and `subject` says what: the code of a form, of a measure.
    """

    rule = models.TextField(help_text="code of the rule")
    kind = models.TextField(choices=Kind)
    indicator_id = models.IntegerField(default=0)
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField(default=0)
    subject = models.TextField(default="")
    sector = models.TextField(default="", help_text="of the indicator or the form")
    period = models.IntegerField(help_text="Period.id")
    since = models.IntegerField(help_text="Period.id")
    value = ExactField(null=True)
    expected = ExactField(null=True)
    low, high = ExactField(null=True), ExactField(null=True)
    bound = ExactField(null=True, help_text="the limit or plan that was crossed")
    against = models.TextField(default="", help_text="what it is compared with: forecast, limit, plan, peers, …")
    reasons = models.JSONField(default=list, help_text="codes of detectors, the strongest first")
    sure = ExactField(null=True, help_text="0 to 1: that something is there")
    error_chance = ExactField(null=True, help_text="0 to 1: that it is an entry error")
    twice = models.BooleanField(default=False, help_text="decided again, with the period after it")
    simulated = models.BooleanField(default=False)
    severity = models.SmallIntegerField(default=2)
    state = models.TextField(choices=State, default=State.OPEN)
    group_id = models.BigIntegerField(null=True)
    explained_by_id = models.BigIntegerField(null=True, help_text="the warning that explains this one")
    owner_id = models.IntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now(), help_text="when it was judged last with another outcome")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.IntegerField(null=True)
    cleared_at = models.DateTimeField(null=True)
    cleared_why = models.TextField(default="", help_text="corrected, withdrawn, back, passed, rule, person, …")
    verdict = models.TextField(default="", help_text="review: right, false-alarm, entry-error, real-change")
    evidence = models.JSONField(default=dict)
    revision = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=SERIES, condition=~Q(state="cleared"), name="monitoring_warning_once"),
            models.CheckConstraint(condition=Q(severity__gte=1, severity__lte=4), name="monitoring_warning_severity"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="monitoring_warning_kind"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="monitoring_warning_state"),
            models.CheckConstraint(condition=Q(since__lte=F("period")), name="monitoring_warning_since"),
            models.CheckConstraint(
                condition=Q(state="cleared", cleared_at__isnull=False) | (~Q(state="cleared") & Q(cleared_at=None)),
                name="monitoring_warning_cleared_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["indicator_id", "area_id"], condition=~Q(state="cleared"), name="monitoring_standing"),
            models.Index(fields=["area_id", "raised_at"], name="monitoring_warning_by_area"),
            models.Index(fields=["group_id"], name="monitoring_warning_by_group"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="monitoring_warning_by_due"),
        ]


class Step(models.Model):
    """What happened to a warning; append-only. `key` makes a repeated request the same step."""

    warning_id = models.BigIntegerField()
    verb = models.TextField(help_text="raised, changed, acknowledged, assigned, commented, escalated, cleared, …")
    person_id = models.IntegerField(default=0, help_text="0 for the system itself")
    at = models.DateTimeField(db_default=Now())
    text = models.TextField(default="")
    data = models.JSONField(default=dict)
    key = models.TextField(null=True, help_text="of the request or the timer")  # noqa: DJ001 - unique when there

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warning_id", "verb", "key"], name="monitoring_step_once")]
        indexes = [models.Index(fields=["warning_id", "id"], name="monitoring_step_by_warning")]


class Silence(models.Model):
    """For a time nobody is told of warnings of this scope; they are raised and seen all the same."""

    area_id = models.IntegerField(help_text="this place and all below it")
    sector = models.TextField(default="", help_text="'' for all")
    indicator_id = models.IntegerField(default=0, help_text="0 for all")
    rule = models.TextField(default="", help_text="'' for all")
    reason = models.TextField()
    made_by = models.IntegerField()
    made_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField()
    lifted_by = models.IntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="when people were told of what still stood at its end")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="monitoring_silence_has_a_reason"),
            models.CheckConstraint(condition=Q(until__gt=F("made_at")), name="monitoring_silence_ends"),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended_at=None), name="monitoring_silence_standing")]


class Due(models.Model):
    """Series that are judged anew by a round: an indicator at the places right below one, since their peers moved."""

    pk = models.CompositePrimaryKey("indicator_id", "root_id")
    indicator_id = models.IntegerField()
    root_id = models.IntegerField(help_text="the place above them; 0: at every place, since a rule changed")
    since_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(db_default=Now())
    taken_at = models.DateTimeField(null=True, help_text="when a worker began to judge it")

    class Meta:
        indexes = [models.Index(fields=["moved_at"], name="monitoring_due_by_time")]


class Weights(models.Model):
    """What was learned from the site's own series about which signals to trust; one row a frequency."""

    frequency = models.TextField(primary_key=True, help_text="year, half-year, quarter, month, season")
    content = models.BinaryField()
    scores = models.JSONField(default=dict, help_text="how well, on series left out")
    series = models.IntegerField()
    trained_at = models.DateTimeField(db_default=Now())


from terrace.insight.monitoring.lifecycle.models import Brief, Cause, Escalation, Told  # noqa: E402, F401 - of this app
