"""Jobs and their faults."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class State(models.TextChoices):
    """How far a job is. Queued, checking, storing and withdrawing are a worker's; the others are the end."""

    QUEUED = "queued"
    CHECKING = "checking"
    STORING = "storing"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


#: States in which a worker has something to do.
OPEN = (State.QUEUED, State.CHECKING, State.STORING, State.WITHDRAWING)


class Job(models.Model):
    """A file that somebody handed in, and what becomes of it."""

    key = models.TextField(help_text="idempotency key, unique for the person")
    person_id = models.IntegerField(help_text="0 for the system itself")
    door = models.TextField()
    device = models.TextField(default="", db_default="")
    source = models.TextField(help_text="code of the source; empty when the file names it")
    format = models.TextField(help_text="code of the format")
    name = models.TextField(help_text="what the sender called the file")
    original_id = models.BigIntegerField(help_text="the file as it came")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the file")
    state = models.TextField(choices=State, default=State.QUEUED)
    rows = models.IntegerField(default=0, help_text="facts read so far; all of them from storing on")
    stored = models.IntegerField(default=0, help_text="facts stored")
    faults = models.IntegerField(default=0, help_text="all faults, of which the first 1,000 are kept")
    codes = models.JSONField(default=dict, help_text="how many faults of each code")
    about = ArrayField(models.TextField(), default=list, help_text="what it speaks of: area:sector, ids; once checked")
    because = models.TextField(default="", help_text="reason given for soft rules, for the whole file")
    note = models.TextField(default="")
    why = models.TextField(default="", help_text="why it was withdrawn")
    tries = models.SmallIntegerField(default=0, help_text="how often a worker died or failed over it")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="bulk_job_once")]
        indexes = [
            models.Index(fields=["id"], name="bulk_job_open", condition=models.Q(state__in=OPEN)),
            models.Index(fields=["digest"], name="bulk_job_file"),
        ]


class JobFault(models.Model):
    """One of the first faults of a job, in both languages."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="kept_faults")
    position = models.IntegerField(help_text="line of a table, number of the fact in other files; 0: the whole file")
    pointer = models.TextField(help_text="as at the other doors: /observations/16/value")
    code = models.TextField()
    message_vi = models.TextField()
    message_en = models.TextField()
    advice_vi = models.TextField()
    advice_en = models.TextField()
