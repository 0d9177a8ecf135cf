"""Templates and their versions, issues of reports with their facts and steps, and the numbers given."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from terrace.base.packs.models import Pack


class Template(models.Model):
    """A template by its code; `current` is the number of the version in use. `pack` null: kept on a page only."""

    code = models.TextField(primary_key=True)
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+", null=True)
    retired = models.BooleanField(default=False, db_default=False)
    current = models.IntegerField()


class Version(models.Model):
    """What a template said: never changed, since issues were made by it. `word` may be empty: the usual layout."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    plan = models.TextField(help_text="JSON of plans.Plan")
    word = models.BinaryField(default=b"")
    sha256 = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.IntegerField(null=True, help_text="person; null: a pack")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="reports_version_once")]


class State(models.TextChoices):
    """The life of an issue."""

    ASKED = "asked"
    FAILED = "failed"
    DRAFT = "draft"
    COMMENTED = "commented"
    APPROVED = "approved"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class Issue(models.Model):
    """One making of a report. It holds no values: those are facts, each guarded as the figure that it is."""

    template = models.TextField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    area_id = models.IntegerField()
    period = models.IntegerField()
    edition = models.SmallIntegerField(help_text="1, 2, … of the template, place and period")
    state = models.TextField(choices=State)
    asked_by = models.IntegerField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(null=True)
    why = models.TextField(default="", db_default="", help_text="why making failed")
    frame = models.TextField(default="", db_default="", help_text="JSON: parts, names, outlines; no values")
    sha256 = models.TextField(default="", db_default="", help_text="of frame and facts together")
    printer = models.TextField(default="", db_default="", help_text="edition of the layout, fonts, program")
    number = models.IntegerField(null=True)
    year = models.SmallIntegerField(null=True, help_text="year of the number")
    day = models.DateField(null=True, help_text="of the approval, as the paper says it")
    signer = models.TextField(default="", db_default="")
    pdf_sha256 = models.TextField(
        default="", db_default="", help_text="of the whole paper in Vietnamese, once approved"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "area_id", "period", "edition"], name="reports_issue_once"),
            models.UniqueConstraint(fields=["area_id", "year", "number"], name="reports_issue_number"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="reports_issue_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "issued"])
                | (Q(number__isnull=False, day__isnull=False, year__isnull=False) & ~Q(pdf_sha256="")),
                name="reports_issue_numbered",
            ),
        ]


class Fact(models.Model):
    """A figure, target or warning as it stood when the issue was made. Append-only."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="facts")
    key = models.TextField()
    kind = models.TextField(help_text="figure, target or warning")
    area_id = models.IntegerField()
    sector = models.TextField()
    indicator_id = models.IntegerField(null=True)
    period = models.IntegerField(null=True)
    content = models.TextField(help_text="JSON")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "key"], name="reports_fact_once")]


class Step(models.Model):
    """What was done with an issue, by whom, in which words. Append-only."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="steps")
    verb = models.TextField()
    person = models.IntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    text = models.TextField(default="", db_default="")


class Counter(models.Model):
    """The last number that a body gave in a year: taken in the transaction of the approval, so without gaps."""

    area_id = models.IntegerField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area_id", "year"], name="reports_counter_once")]
