"""Workbooks that were handed in, and layouts of foreign sheets that somebody explained once."""

from django.db import models
from django.db.models.functions import Now

from terrace.base.people.models import Person
from terrace.base.places.models import Place


class State(models.TextChoices):
    """What became of an upload."""

    #: No sheet was recognised, and nobody has explained one yet.
    UNKNOWN = "unknown"
    REFUSED = "refused"
    #: Some sheets were taken, others refused or unknown.
    PARTLY = "partly"
    STORED = "stored"
    #: Handed on to a job, since it holds more than a page can wait for.
    QUEUED = "queued"


class Upload(models.Model):
    """One file of one person; the file itself is the original with the same digest (collection)."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", help_text="null: the system")
    name = models.TextField(help_text="name of the file as she called it")
    digest = models.TextField(help_text="SHA-256 of the file, hexadecimal")
    original = models.BigIntegerField(help_text="number of the original (collection)")
    received_at = models.DateTimeField(db_default=Now())
    state = models.TextField(choices=State)
    outcome = models.JSONField(help_text="what became of each sheet, with its faults: `outcomes.Outcome`")

    class Meta:
        indexes = [models.Index(fields=["person", "digest"], name="workbooks_upload_by_file")]


class Mapping(models.Model):
    """How a foreign layout is read: recognised by its head; hers, and her office's."""

    fingerprint = models.TextField(help_text="SHA-256 of the folded head of the sheet, hexadecimal")
    name = models.TextField()
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", help_text="who explained it")
    area = models.ForeignKey(Place, models.CASCADE, related_name="+", help_text="the place of her office")
    layout = models.JSONField(help_text="`layouts.Layout`")
    created_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "fingerprint"], name="workbooks_mapping_once"),
        ]
        indexes = [models.Index(fields=["fingerprint"], name="workbooks_mapping_by_head")]
