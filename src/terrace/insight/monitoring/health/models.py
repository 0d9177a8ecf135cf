"""Tables of health: what was measured last, which workers gave a sign of life, limits that packs set."""

from django.db import models
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Packed


class Reading(models.Model):
    """The last reading of a measure; `since` and `told` are of the moment at which its light became what it is."""

    measure = models.TextField(primary_key=True)
    value = ExactField(null=True, help_text="null when it could not be measured, or there is nothing to measure")
    light = models.TextField()
    since = models.DateTimeField(db_default=Now())
    told = ExactField(null=True, help_text="the value with which the light began")
    at = models.DateTimeField(db_default=Now())
    detail = models.JSONField(default=list, help_text="[name, number] of the largest parts")


class Sign(models.Model):
    """A worker process that gave a sign of life."""

    pk = models.CompositePrimaryKey("host", "pid")
    host = models.TextField()
    pid = models.IntegerField()
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())


class HealthLimit(Packed):
    """The limits of a measure as a pack sets them."""

    measure = models.TextField(unique=True)
    amber = ExactField(null=True)
    red = ExactField()
    clears = ExactField()
