"""Submissions, the observations in force, and the observations that were superseded.

What belongs to a submission is beside it: the files it came from (`files`), and what rules found (`findings`).

`Observation` holds one row for each cell and source: what is in force. A trigger moves what is corrected or
withdrawn into `ObservationRevision`, which only grows: no path of code can forget it, and any day can be read
again (`as_of`). Cells carry plain numbers instead of foreign keys: PostgreSQL would look up each reference of
each row again (about 2 µs a key), and the door has resolved them already.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.facts.collection.files import Enclosure, Original, OriginalPart
from terrace.facts.collection.guards import Finding, Lock

__all__ = [
    "KEY",
    "Cell",
    "Enclosure",
    "Finding",
    "Lock",
    "Observation",
    "ObservationRevision",
    "Original",
    "OriginalPart",
    "Reason",
    "State",
    "Status",
    "Submission",
]


class Reason(models.IntegerChoices):
    """Why a cell has no value; PRESENT where it has one."""

    PRESENT = 0, "present"
    NOT_APPLICABLE = 1, "not_applicable"
    MISSING = 2, "missing"
    LATE = 3, "late"


class Status(models.IntegerChoices):
    """How firm a value is; a roll-up is as firm as its weakest part."""

    PROVISIONAL = 1, "provisional"
    ESTIMATED = 2, "estimated"
    FINAL = 3, "final"


class State(models.TextChoices):
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Submission(models.Model):
    """What one person or system handed in at once, as it came, for ever."""

    key = models.TextField(help_text="idempotency key, unique for the person")
    person_id = models.IntegerField(help_text="0 for the system itself")
    source_id = models.SmallIntegerField()
    door = models.TextField(help_text="rest, web, phone, excel, odk, nats, bulk, sdmx, dhis2, folder, sftp, leaf, file")
    device = models.TextField(db_default="", help_text="what the sender calls the device it came from")
    job_id = models.BigIntegerField(null=True, help_text="the job that it is a part of")
    received_at = models.DateTimeField(db_default=Now())
    facts = models.IntegerField()
    about = ArrayField(models.TextField(), default=list, help_text="what rights are asked for: area:sector, ids")
    state = models.TextField(choices=State, default=State.ACCEPTED)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.IntegerField(null=True, help_text="0 for the system itself")
    withdrawn_why = models.TextField(db_default="")
    note = models.TextField(default="")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the content")
    content = models.BinaryField(help_text="the observations as JSON, deflated")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "key"], name="collection_submission_once"),
        ]


class Cell(models.Model):
    """What an observation is about, and what it says."""

    submission_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())
    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    breakdown_id = models.IntegerField()
    area_id = models.IntegerField()
    revision = models.IntegerField(default=1)
    source_id = models.SmallIntegerField()
    reason = models.SmallIntegerField(choices=Reason)
    status = models.SmallIntegerField(choices=Status)
    value = ExactField(null=True)

    class Meta:
        abstract = True


KEY = ("indicator_id", "period", "breakdown_id", "area_id", "source_id")


class Observation(Cell):
    """What a source says of a cell now."""

    pk = models.CompositePrimaryKey(*KEY)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason=0, value__isnull=False) | models.Q(reason__gt=0, value__isnull=True),
                name="collection_observation_value_or_reason",
            ),
        ]


class ObservationRevision(Cell):
    """What a source said of a cell before; written by the trigger only."""

    id = models.BigAutoField(primary_key=True)
    superseded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=KEY[:4], name="collection_revision_by_cell")]
