"""What is asked (regimes, forms, lines), the returns that were opened, and what happened to each."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from terrace.base.kernel.periods import Frequency
from terrace.base.packs.models import Packed
from terrace.base.places.models import Level
from terrace.facts.catalogue.models import Breakdown, Indicator, Named, Source

CODE = r"^[A-Z][A-Z0-9-]*$"


class Kind(models.TextChoices):
    """Which law a regime stands under."""

    ADMINISTRATIVE = "administrative"
    STATISTICAL = "statistical"


class State(models.TextChoices):
    """Where a return stands; `life` says which way leads from one to the other."""

    OPEN = "open"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    LOCKED = "locked"


class Regime(Named):
    """A reporting regime: the authority that asks, under the administrative or the statistical law."""

    code = models.TextField(primary_key=True)
    kind = models.TextField(choices=Kind)
    authority_vi = models.TextField()
    authority_en = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="returns_regime_code"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="returns_regime_kind"),
        ]

    def __str__(self) -> str:
        return self.code


class Form(Named):
    """A form (biểu): asked of every place of a level, in every period of a frequency.

    Days count from the last day of the period and may be negative.
    """

    id = models.AutoField(primary_key=True)
    code = models.TextField(unique=True)
    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="forms")
    sector = models.TextField(default="", blank=True, help_text="'' when it asks across sectors")
    frequency = models.SmallIntegerField(choices=[(each.value, each.name.lower()) for each in Frequency])
    level = models.SmallIntegerField(choices=Level.choices)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    opens_days = models.SmallIntegerField()
    cut_off_days = models.SmallIntegerField()
    due_days = models.SmallIntegerField()
    locks_days = models.SmallIntegerField(help_text="days after the due day from which an approved return is locked")
    receiver = models.SmallIntegerField(choices=Level.choices, help_text="the level that receives and approves")
    approvers = models.TextField(help_text="roles that approve, with commas")
    since = models.DateField(help_text="what was due before this day is not asked for")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=CODE), name="returns_form_code"),
            models.CheckConstraint(
                condition=Q(opens_days__lte=F("due_days"), cut_off_days__lte=F("due_days"), locks_days__gte=0),
                name="returns_form_days",
            ),
            models.CheckConstraint(condition=Q(receiver__lte=F("level")), name="returns_form_receiver"),
        ]

    def __str__(self) -> str:
        return self.code


class FormLine(models.Model):
    """An indicator that a form asks, in total and by some groups of dimensions."""

    id = models.AutoField(primary_key=True)
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="lines")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    breakdowns = models.TextField(default="", blank=True)
    position = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "indicator"], name="returns_line_once")]

    def __str__(self) -> str:
        return f"{self.form_id}:{self.indicator_id}"


class FormCell(models.Model):
    """A row of a form: one cell of an indicator. Derived from the lines, for SQL to join with."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="cells")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    breakdown = models.ForeignKey(Breakdown, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "indicator", "breakdown"], name="returns_cell_once")]

    def __str__(self) -> str:
        return f"{self.form_id}:{self.indicator_id}:{self.breakdown_id}"


class Measured(models.TextChoices):
    """What the system itself counts about returns."""

    ASKED = "cells-asked"
    SPARED = "cells-spared"
    EXPECTED = "returns-expected"
    ON_TIME = "returns-on-time"


class Measure(Packed):
    """As which indicator a count about returns is reported, place by place and month by month, and as which source."""

    code = models.TextField(primary_key=True, choices=Measured)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__in=Measured.values), name="returns_measure_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Return(models.Model):
    """What a place is to hand in on a form for a period. `late_at` is set once and stays."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    period = models.IntegerField(help_text="Period.id")
    state = models.TextField(choices=State, default=State.OPEN)
    expected = models.BooleanField(default=True, db_default=True, help_text="the place was there in the end")
    opened_at = models.DateTimeField(db_default=Now())
    cut_off = models.DateField()
    due = models.DateField()
    locks = models.DateField()
    submitted_at = models.DateTimeField(null=True, help_text="when it was handed in first")
    submitted_by = models.IntegerField(null=True, help_text="who handed it in last; 0 for the system itself")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.IntegerField(null=True)
    late_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=1, db_default=1, help_text="moves with every step")
    #: Rows of the form when it was handed in last, and those of them that were not typed in here.
    asked = models.SmallIntegerField(default=0, db_default=0)
    spared = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "area", "period"], name="returns_return_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="returns_return_state"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="returns_return_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "locked"]) | Q(approved_by__isnull=False),
                name="returns_return_approved_by",
            ),
            models.CheckConstraint(
                condition=Q(spared__gte=0) & Q(spared__lte=F("asked")), name="returns_return_spared"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "period"], name="returns_return_by_area"),
            models.Index(fields=["state", "due"], name="returns_return_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.area_id}/{self.period}"


class Step(models.Model):
    """One step in the life of a return, for ever."""

    made_of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="steps")
    verb = models.TextField(help_text="return.submit, return.approve …")
    person_id = models.IntegerField(help_text="0 for the system itself")
    at = models.DateTimeField(db_default=Now())
    remark = models.TextField(default="", blank=True)
    key = models.TextField(default="", blank=True, help_text="idempotency key of a hand-in")
    submission_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "key"], condition=~Q(key=""), name="returns_step_once"),
        ]
        indexes = [models.Index(fields=["submission_id"], name="returns_step_by_submission")]

    def __str__(self) -> str:
        return f"{self.made_of_id}:{self.verb}"


class Draft(models.Model):
    """What a person has typed and not handed in: nobody else's business, and no figures."""

    made_of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="drafts")
    person_id = models.IntegerField()
    content = models.JSONField(help_text="rows by INDICATOR|BREAKDOWN: value, reason, because as typed")
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["made_of", "person_id"], name="returns_draft_once")]

    def __str__(self) -> str:
        return f"{self.made_of_id}:{self.person_id}"


class Notice(models.Model):
    """A reminder that was given about a return: `due-soon` or `late`, each once."""

    made_of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="notices")
    kind = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["made_of", "kind"], name="returns_notice_once")]

    def __str__(self) -> str:
        return f"{self.made_of_id}:{self.kind}"
