"""Lifecycle's own tables: what groups share, which rungs were told, which briefs were made. Each row makes something
happen once.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Cause(models.Model):
    """A key that all warnings of a group share. It stays for a day after the group closed, so that what comes back
    joins it again.
    """

    key = models.TextField(primary_key=True)
    group_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["group_id"], name="monitoring_cause_by_group")]


class Told(models.Model):
    """That a person was told of a group: `raised`, `at-once`, `back`, `stands/N`."""

    pk = models.CompositePrimaryKey("group_id", "person_id", "stage")
    group_id = models.BigIntegerField()
    person_id = models.IntegerField()
    stage = models.TextField()


class Escalation(models.Model):
    """A rung of the ladder that was told of a group."""

    pk = models.CompositePrimaryKey("group_id", "rung")
    group_id = models.BigIntegerField()
    rung = models.SmallIntegerField()
    at = models.DateTimeField(db_default=Now())
    people = ArrayField(models.IntegerField(), default=list)


class Brief(models.Model):
    """A brief that a person got for a day; kind: daily, weekly."""

    pk = models.CompositePrimaryKey("person_id", "kind", "day")
    person_id = models.IntegerField()
    kind = models.TextField()
    day = models.DateField()
    made_at = models.DateTimeField(db_default=Now())
