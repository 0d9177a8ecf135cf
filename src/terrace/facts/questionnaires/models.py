"""Tables of questionnaires: forms and their versions, answers and what they say, and the tables of packs.

What an answer says as a whole is personal: `Content` holds it encrypted, and only its sender and the form's owner may
read it. `Part` holds the numbers that it adds to a cell, and nothing about who answered.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Packed


class Questionnaire(models.Model):
    """A form by the id that the field app knows it by, and the place and sector that it is for ('' = all)."""

    form = models.TextField(unique=True)
    owner_id = models.IntegerField(help_text="who uploaded it last; 0 for the system itself")
    area = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    sector = models.TextField(default="")
    current = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+")
    retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.form


class Version(models.Model):
    """One version of a form; never changed. `questions` are the values of `structure.Question`."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    name = models.TextField(help_text="the version that the form itself carries; '' for none")
    title = models.TextField()
    xform = models.TextField()
    md5 = models.CharField(max_length=32, help_text="of the XForm in UTF-8, as OpenRosa wants it")
    original = models.ForeignKey("collection.Original", models.PROTECT, related_name="+")
    questions = models.JSONField(default=list)
    warnings = models.JSONField(default=list, help_text="faults that did not hinder the upload")
    uploaded_by = models.IntegerField(help_text="0 for the system itself")
    uploaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "name"], name="questionnaires_version_once")]


class Medium(models.Model):
    """A picture or table that a version shows."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="media")
    name = models.TextField()
    md5 = models.CharField(max_length=32)
    original = models.ForeignKey("collection.Original", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="questionnaires_medium_once")]


class State(models.TextChoices):
    """What became of an answer."""

    WAITING = "waiting"  # attachments are still on their way
    RECEIVED = "received"  # whole, not counted yet
    KEPT = "kept"  # no table says what figures come of it
    COUNTED = "counted"
    REFUSED = "refused"  # its figures were refused; `faults` says why
    REPLACED = "replaced"  # a corrected answer stands in its place
    WITHDRAWN = "withdrawn"


class Answer(models.Model):
    """A form that somebody filled in, without what she wrote."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="answers")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    instance = models.TextField(help_text="the instanceID, which the app makes once for each filled-in form")
    person_id = models.IntegerField(help_text="0 for the system itself")
    device = models.TextField(default="")
    sector = models.TextField(default="", help_text="as its questionnaire")
    area_id = models.IntegerField(null=True, help_text="unknown until it was counted")
    received_at = models.DateTimeField(db_default=Now())
    digest = models.BinaryField(max_length=32, help_text="HMAC-SHA-256 of the XML under the installation's secret")
    wanted = ArrayField(models.TextField(), default=list, help_text="names of the files that belong to it")
    state = models.TextField(choices=State, default=State.WAITING)
    faults = models.JSONField(default=list)
    because = models.TextField(default="", help_text="reason for what a soft rule asks")
    submission_id = models.BigIntegerField(null=True, help_text="the newest submission that it led to")
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaces")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["questionnaire", "instance"], name="questionnaires_answer_once")]
        indexes = [
            models.Index(fields=["person_id", "id"], name="questionnaires_answer_hers"),
            models.Index(fields=["state"], name="questionnaires_answer_open", condition=models.Q(state="received")),
        ]


class Content(models.Model):
    """The XML of an answer, encrypted."""

    answer = models.OneToOneField(Answer, models.PROTECT, primary_key=True)
    sealed = models.BinaryField()


class Attachment(models.Model):
    """A file that came with an answer, byte for byte."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="attachments")
    name = models.TextField()
    original = models.ForeignKey("collection.Original", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "name"], name="questionnaires_attachment_once")]


class Gather(models.TextChoices):
    """How many answers make one figure."""

    VALUE = "value"  # the newest answer as it is
    COUNT = "count"
    SUM = "sum"


class Part(models.Model):
    """What one answer adds to one cell."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="parts")
    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    breakdown_id = models.IntegerField()
    area_id = models.IntegerField()
    gather = models.TextField(choices=Gather)
    value = ExactField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_id", "indicator_id", "period", "breakdown_id", "answer"], name="questionnaires_part_once"
            ),
        ]


class Plan(Packed):
    """How the answers of a form become figures: source, and where place and period are found."""

    form = models.TextField(primary_key=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    version = models.TextField(default="", help_text="of the form that the pack itself holds; '' when it holds none")
    sector = models.TextField()
    source = models.TextField()
    place = models.TextField(help_text="a question, or `grant`")
    period = models.TextField(help_text="a question, or `received`")
    because = models.TextField(default="", help_text="the question whose answer is the reason for a soft rule")


class Map(Packed):
    """One question, one cell."""

    form = models.TextField()
    question = models.TextField()
    condition = models.TextField(default="", help_text="question=word: only where this was answered")
    gather = models.TextField(choices=Gather)
    indicator = models.TextField()
    breakdown = models.TextField(default="")
    factor = ExactField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "question", "condition", "indicator", "breakdown"], name="questionnaires_map_once"
            ),
        ]
