"""What stands beside figures: cells that may not change any more, and what rules found in those that were accepted."""

from django.db import models
from django.db.models.functions import Now


class Lock(models.Model):
    """Every breakdown of the cell is fixed for the source; `holder` says by what, since two returns may ask for it."""

    area_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    source_id = models.SmallIntegerField()
    indicator_id = models.IntegerField()
    holder = models.TextField(default="", help_text="what locked it, such as return/12")
    locked_at = models.DateTimeField(db_default=Now())

    pk = models.CompositePrimaryKey("area_id", "period", "source_id", "indicator_id", "holder")


class Finding(models.Model):
    """A rule that an accepted figure breaks, with the reason that the sender gave."""

    class State(models.TextChoices):
        """Explained by the sender; or found afterwards and open; or looked at: accepted or corrected."""

        EXPLAINED = "explained"
        OPEN = "open"
        ACCEPTED = "accepted"
        CORRECTED = "corrected"

    submission = models.ForeignKey("collection.Submission", models.PROTECT)
    rule = models.TextField()
    severity = models.TextField(help_text="hard, soft")
    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    breakdown_id = models.IntegerField()
    area_id = models.IntegerField()
    because = models.TextField(default="")
    detail = models.JSONField(default=dict, help_text="the values at the time, and messages in both languages")
    found_at = models.DateTimeField(db_default=Now())
    state = models.TextField(choices=State, default=State.EXPLAINED)

    class Meta:
        indexes = [
            models.Index(fields=["indicator_id", "period", "area_id"], name="collection_finding_by_cell"),
            models.Index(fields=["state"], name="collection_finding_open", condition=models.Q(state="open")),
        ]
