"""Files that figures came from, byte for byte, and the submissions that they belong to.

An `Original` is one file of one person; its bytes are in parts of 1 MB, and a part is named by its own SHA-256. So
equal bytes are stored once, whoever sent them, and PostgreSQL itself refuses a part that is not what its name says.
Nothing here is ever changed or deleted: a trigger refuses it.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class OriginalPart(models.Model):
    """A megabyte of some file (the last part is shorter)."""

    digest = models.BinaryField(primary_key=True, max_length=32, help_text="SHA-256 of the content")
    content = models.BinaryField()


class Original(models.Model):
    """A file as somebody handed it over."""

    sha256 = models.BinaryField(max_length=32)
    size = models.BigIntegerField(help_text="bytes")
    name = models.TextField(help_text="what the sender called it")
    media_type = models.TextField()
    person_id = models.IntegerField(help_text="0 for the system itself")
    received_at = models.DateTimeField(db_default=Now())
    parts = ArrayField(models.BinaryField(max_length=32), help_text="digests of the parts, in order")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "person_id"], name="collection_original_once")]
        indexes = [GinIndex(fields=["parts"], name="collection_original_parts")]


class Enclosure(models.Model):
    """A file that belongs to a submission."""

    class Use(models.TextChoices):
        """What it was: the file that the figures were read from, or a photo or paper beside them."""

        SOURCE = "source"
        ATTACHMENT = "attachment"

    submission = models.ForeignKey("collection.Submission", models.PROTECT)
    original = models.ForeignKey(Original, models.PROTECT)
    use = models.TextField(choices=Use)
    sha256 = models.BinaryField(max_length=32)
    cells = models.BinaryField(max_length=32, help_text="SHA-256 of the cells that the submission speaks of")

    class Meta:
        indexes = [models.Index(fields=["sha256", "cells"], name="collection_enclosure_file")]
