"""Entries and their seals; triggers refuse to change or delete either."""

from django.db import models


class Entry(models.Model):
    """One thing done. `actor_id` is a person's id, empty for the system itself."""

    at = models.DateTimeField(db_default=models.functions.Now())
    verb = models.TextField()
    subject = models.TextField()
    actor_id = models.IntegerField(null=True)
    detail = models.JSONField(default=dict)
    transaction = models.BigIntegerField(
        db_default=models.expressions.RawSQL("(pg_current_xact_id()::text::bigint)", [])
    )

    class Meta:
        indexes = [
            models.Index(fields=["transaction", "id"], name="audit_entry_in_order"),
            models.Index(fields=["subject", "id"], name="audit_entry_by_subject"),
        ]


class Seal(models.Model):
    """The place of an entry in the chain, and the hash over it and all before it."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    transaction = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
