"""Events on their way to the stream."""

from django.db import models


class Outbox(models.Model):
    """One event that the stream does not have yet. A trigger tells the relay at commit."""

    type = models.TextField()
    subject = models.TextField()
    partition = models.SmallIntegerField(default=0)
    data = models.TextField(help_text="JSON")
    created_at = models.DateTimeField(db_default=models.functions.Now())
