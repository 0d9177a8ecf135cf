"""Figures kept: one row for each cell of a place that has places under it."""

from django.db import models
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
