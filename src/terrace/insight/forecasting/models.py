"""Forecasts with what was said before, back-tests, jobs that make all anew, learned weights, tables of packs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.kernel.periods import Frequency
from terrace.base.packs.models import Packed

SERIES = ("indicator_id", "area_id", "breakdown_id", "frequency")


def _exact(text: str) -> "ArrayField[list[object], list[object]]":
    return ArrayField(ExactField(null=True), help_text=text)


def _numbers(text: str) -> "ArrayField[list[object], list[object]]":
    return ArrayField(models.FloatField(null=True), help_text=text)


class Forecast(models.Model):
    """What was forecast for a series from one origin, the last period known; step 1 is the period after it.

    Numbers instead of foreign keys, for the same reason as in `collection_observation`. The rows of former origins
    stay: they are the history of what was forecast. `current` marks the one that holds now.
    """

    pk = models.CompositePrimaryKey(*SERIES, "origin")
    made_at = models.DateTimeField(db_default=Now(), help_text="when this content was worked out")
    said_at = models.DateTimeField(db_default=Now(), help_text="when a forecast was first made from this origin")
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    origin = models.IntegerField(help_text="Period.id")
    frequency = models.SmallIntegerField(choices=[(each.value, each.name.lower()) for each in Frequency])
    current = models.BooleanField(default=True)
    simulated = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    coherent = models.BooleanField(default=False)
    method = models.TextField(help_text="code of the method")
    shares = models.JSONField(default=list, help_text="[[member, per cent], …], the largest first")
    notes = ArrayField(models.TextField(), default=list)
    accuracy = models.JSONField(default=list, help_text="[[ahead, share, years, tries, inside80 or null], …]")
    likely, low80, high80 = _exact("for each step"), _exact("for each step"), _exact("for each step")
    low95, high95 = _exact("for each step"), _exact("for each step")
    base = _numbers("for each step, before reconciliation")
    spread = _numbers("for each step, one standard deviation of the error")
    said_likely = _exact("what was said first from this origin, before anything of the steps was known")
    said_low80, said_high80 = _exact("as first said"), _exact("as first said")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=SERIES, condition=Q(current=True), name="forecasting_forecast_one_current"),
            models.CheckConstraint(
                condition=Q(likely__len=F("low80__len")) & Q(likely__len=F("high95__len")),
                name="forecasting_forecast_steps_agree",
            ),
        ]


class Backtest(models.Model):
    """What would have been forecast from past origins of a series, and what came; renewed with its forecast."""

    pk = models.CompositePrimaryKey(*SERIES)
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    frequency = models.SmallIntegerField()
    origin = models.IntegerField(help_text="Period.id: the last period known when it was made")
    origins = ArrayField(models.IntegerField(), help_text="Period.id of each past origin")
    tried = ArrayField(ArrayField(models.FloatField(null=True)), help_text="for each past origin, for each step")
    came = ArrayField(ArrayField(models.FloatField(null=True)), help_text="for each past origin, for each step")


class Stand(models.Model):
    """A stand of series that is forecast as one: an indicator at a place and all below it, with all its parts.

    `due_at`: something changed, and from then on it waits for a worker. An equal `digest` of all that went in means
    that there is nothing to do. `thorough`: its headline was forecast with the slower models too.
    """

    pk = models.CompositePrimaryKey("indicator_id", "root_id")
    indicator_id = models.IntegerField()
    root_id = models.IntegerField(help_text="the place: a province, or one above it")
    due_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    took = models.IntegerField(default=0, db_default=0, help_text="milliseconds, the last time")
    series = models.IntegerField(default=0, db_default=0)
    digest = models.BinaryField(max_length=16, default=b"", db_default=b"")
    thorough = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="forecasting_stand_due", condition=Q(due_at__isnull=False))]


class State(models.TextChoices):
    """How far a refresh is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"


class Refresh(models.Model):
    """A job that makes forecasts anew, a chunk at a time; what is done stays done when its worker dies."""

    what = ArrayField(models.TextField(), default=list, help_text="codes of indicators; none: all")
    state = models.TextField(choices=State, default=State.QUEUED)
    done = models.IntegerField(default=0, help_text="chunks done")
    of = models.IntegerField(default=0, help_text="chunks in all; 0 until they are counted")
    series = models.IntegerField(default=0, help_text="series forecast")
    changed = models.IntegerField(default=0, help_text="forecasts whose content changed")
    chunks = models.JSONField(default=list, help_text="each a list of [indicator, root place]")
    members = models.BooleanField(default=False, help_text="headline series with the slower models too")
    tries = models.SmallIntegerField(default=0, help_text="how often the chunk under way was begun")
    failed = ArrayField(models.IntegerField(), default=list, help_text="numbers of chunks that could not be done")
    person_id = models.IntegerField(default=0, help_text="0 for the system itself")
    created_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(db_default=Now(), help_text="when a chunk was last done")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="forecasting_refresh_open", condition=Q(finished_at__isnull=True))]


class Weights(models.Model):
    """What was learned from the site's own series about which models to trust; one row a frequency."""

    frequency = models.TextField(primary_key=True, help_text="year, half-year, quarter, month, season")
    content = models.JSONField(help_text="as `engine.weights` writes them")
    series = models.IntegerField()
    scores = models.JSONField(default=dict, help_text="how well, before and after")
    trained_at = models.DateTimeField(db_default=Now())


class Horizon(Packed):
    """How many periods ahead; an indicator's own, or '' for all others. 0: not forecast."""

    indicator = models.TextField(help_text="code; '' for all others")
    frequency = models.SmallIntegerField()
    steps = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "frequency"], name="forecasting_horizon_once"),
            models.CheckConstraint(condition=Q(steps__gte=0, steps__lte=60), name="forecasting_horizon_sane"),
        ]


class Break(Packed):
    """A series changed its meaning with `period`; what was before, times `factor`, fits what came after."""

    indicator = models.TextField()
    place = models.TextField(help_text="code on the last day of the period; '' for every place")
    period = models.IntegerField(help_text="Period.id, the first of the new meaning")
    kind = models.TextField()
    factor = ExactField(null=True, help_text="null: estimated from the series itself")
    note = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "place", "period"], name="forecasting_break_once"),
            models.CheckConstraint(condition=Q(factor__isnull=True) | Q(factor__gt=0), name="forecasting_break_factor"),
        ]
