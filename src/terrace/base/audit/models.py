"""Entries and their seals; triggers refuse to change or delete either."""

from django.db import models


class Entry(models.Model):
    """One thing done. `actor_id` is a person's id, empty for the system itself."""

    at = models.DateTimeField(db_default=models.functions.Now())
    verb = models.TextField()
    subject = models.TextField()
    actor_id = models.IntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_entry_by_subject"),
        ]


class Seal(models.Model):
    """The place of an entry in the chain, and the hash over it and all before it."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    hash = models.BinaryField(max_length=32)


class Unsealed(models.Model):
    """An entry that waits for its seal; a trigger writes it with the entry."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True)
