"""What was published and when; what is to be published anew; the packs' rules and the publisher."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Packed


class Figure(models.Model):
    """A cell as it was published from `since` until `until` (open: it is so now). A suppressed one has no value."""

    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    value = ExactField(null=True)
    status = models.SmallIntegerField(help_text="collection.models.Status")
    simulated = models.BooleanField()
    reported = models.IntegerField()
    expected = models.IntegerField()
    suppressed = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["indicator_id", "period", "breakdown_id", "area_id"],
                condition=Q(until__isnull=True),
                name="opendata_figure_once",
            ),
            models.CheckConstraint(
                condition=~Q(suppressed=True, value__isnull=False), name="opendata_figure_kept_back"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__lt=F("until")), name="opendata_figure_span"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["indicator_id", "period", "since"], name="opendata_figure_history")]

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.period}:{self.breakdown_id}:{self.area_id}"


class Issue(models.Model):
    """An indicator and year: when it was last looked at, and when what is published last changed."""

    pk = models.CompositePrimaryKey("indicator_id", "year")
    indicator_id = models.IntegerField()
    year = models.SmallIntegerField()
    looked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.year}"


class Due(models.Model):
    """Figures of the indicator and year moved: they are to be published anew."""

    pk = models.CompositePrimaryKey("indicator_id", "year")
    indicator_id = models.IntegerField()
    year = models.SmallIntegerField()
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.year}"


class Rule(Packed):
    """The indicator counts people: a figure above zero and below `least` is kept back."""

    indicator = models.TextField(primary_key=True)
    least = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(least__gte=2), name="opendata_rule_least")]

    def __str__(self) -> str:
        return f"{self.indicator} < {self.least}"


class Publisher(Packed):
    """Who publishes, under which licence, and whom to ask; the code is the agency of SDMX."""

    code = models.TextField(primary_key=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    homepage = models.TextField(blank=True, default="")
    mail = models.TextField(blank=True, default="")
    licence = models.TextField(help_text="address of the licence")
    licence_vi = models.TextField()
    licence_en = models.TextField()

    def __str__(self) -> str:
        return self.code
