"""Figures kept: one row for each cell of a place that has places under it; and figures as they were published."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField


class Figure(models.Model):
    """A cell worked out (see `results.Result`); `basis` 0 is a cell whose reports were all taken back.

    Numbers instead of foreign keys, for the same reason as in `collection_observation`.
    """

    pk = models.CompositePrimaryKey("indicator_id", "area_id", "breakdown_id", "period")
    changed_at = models.DateTimeField(db_default=Now())
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    revision = models.IntegerField(default=1)
    reported = models.IntegerField()
    expected = models.IntegerField()
    basis = models.SmallIntegerField()
    status = models.SmallIntegerField()
    simulated = models.BooleanField()
    value = ExactField(null=True)
    below = ExactField(null=True)
    top = ExactField(null=True)
    bottom = ExactField(null=True)


class Published(models.Model):
    """A cell as the public saw it from `since` until `until` (open: it does now). A suppressed one has no value.

    Written where figures are made public (`share.opendata`), and only there.
    """

    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    value = ExactField(null=True)
    status = models.SmallIntegerField(help_text="collection.models.Status")
    simulated = models.BooleanField()
    reported = models.IntegerField()
    expected = models.IntegerField()
    suppressed = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator_id", "period", "breakdown_id", "area_id"],
                condition=Q(until__isnull=True),
                name="pipeline_published_once",
            ),
            models.CheckConstraint(
                condition=~Q(suppressed=True, value__isnull=False), name="pipeline_published_kept_back"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__lt=F("until")), name="pipeline_published_span"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["indicator_id", "period", "since"], name="pipeline_published_history")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.period}:{self.breakdown_id}:{self.area_id}"
