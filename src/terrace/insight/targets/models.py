"""Targets of plans: those of packs, those that people set, and how the chance of each moved."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Packed

CELL = ("indicator_id", "area_id", "breakdown_id", "year")


class Direction(models.TextChoices):
    """Whether the target is a floor or a ceiling."""

    UP = "up"
    DOWN = "down"


class Plan(Packed):
    """A target that a pack brings, as it was written: the place is looked up when it is read."""

    indicator = models.TextField(help_text="code")
    place = models.TextField(help_text="code on the last day of the year, or today's")
    breakdown = models.TextField(default="", help_text="code of the cell; '' for the total")
    year = models.SmallIntegerField()
    value = ExactField()
    direction = models.TextField(choices=Direction)
    decided_by_vi = models.TextField()
    decided_by_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "place", "breakdown", "year"], name="targets_plan_once"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="targets_plan_direction"),
        ]


class Target(models.Model):
    """A target that somebody set; it goes before the plan of a pack. `value` null: there is none."""

    pk = models.CompositePrimaryKey(*CELL)
    set_at = models.DateTimeField(db_default=Now())
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    set_by = models.IntegerField(help_text="person; 0 for the system itself")
    year = models.SmallIntegerField()
    value = ExactField(null=True)
    direction = models.TextField(choices=Direction)
    decided_by = models.TextField(help_text="the resolution or decision, or why it was lifted")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(direction__in=Direction.values), name="targets_direction")]


class Chance(models.Model):
    """How a target stood at the end of a day; `period` is the last one known then."""

    pk = models.CompositePrimaryKey(*CELL, "day")
    made_at = models.DateTimeField(db_default=Now())
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id; that of the year while none is known")
    day = models.DateField()
    year = models.SmallIntegerField()
    simulated = models.BooleanField()
    target = ExactField()
    so_far = ExactField(null=True)
    likely = ExactField(null=True)
    met = ExactField(null=True, help_text="the chance, 0 to 1, four decimals; null when the past is too short")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(met__gte=0, met__lte=1), name="targets_chance_is_one")]


class Due(models.Model):
    """A target whose figures moved: its chance is worked out anew by the next round."""

    pk = models.CompositePrimaryKey(*CELL)
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    year = models.SmallIntegerField()
