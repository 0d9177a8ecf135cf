"""Conflicts, how far figures may differ, and how often sources disagree."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Packed

#: Stands for a source where a sum disagrees: of the places below, or of the parts.
NO_SOURCE = 0


class Kind(models.TextChoices):
    """What disagrees with what."""

    SOURCES = "sources"
    PLACES = "places"
    PARTS = "parts"


class State(models.TextChoices):
    """Open until somebody settles it, or until both sides agree again."""

    OPEN = "open"
    SETTLED = "settled"
    AGREED = "agreed"


class Tolerance(Packed):
    """How far two figures of an indicator may differ before it is a conflict; '' is for all others."""

    indicator = models.TextField(primary_key=True)
    relative = ExactField(help_text="per cent of the greater figure")
    absolute = ExactField(help_text="in the unit of the indicator")
    days = models.SmallIntegerField(help_text="to settle it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(relative__gte=0, absolute__gte=0, days__gte=1), name="reconciliation_tolerance_sane"
            )
        ]


class Conflict(models.Model):
    """Two figures for one cell. `first` is what the source of the higher precedence says, or the total."""

    kind = models.TextField(choices=Kind)
    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    breakdown_id = models.IntegerField()
    area_id = models.IntegerField()
    first_source = models.SmallIntegerField()
    second_source = models.SmallIntegerField(help_text="0: a sum")
    first_value = ExactField()
    second_value = ExactField()
    opened_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    due = models.DateField()
    state = models.TextField(choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.IntegerField(null=True)
    settled_value = ExactField(null=True)
    why = models.TextField(default="")
    submission_id = models.BigIntegerField(null=True, help_text="which put the settled figure in force")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "indicator_id",
                    "period",
                    "breakdown_id",
                    "area_id",
                    "kind",
                    "first_source",
                    "second_source",
                ],
                name="reconciliation_conflict_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_value__isnull=False),
                name="reconciliation_conflict_settled_has_a_figure",
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state="open"), name="reconciliation_open_by_due")]


class Tally(models.Model):
    """How many cells of an indicator and a period two sources both gave, and in how many they disagreed."""

    pk = models.CompositePrimaryKey("indicator_id", "period", "first_source", "second_source")
    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    first_source = models.SmallIntegerField()
    second_source = models.SmallIntegerField()
    compared = models.IntegerField()
    conflicting = models.IntegerField()
