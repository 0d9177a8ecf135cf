"""When publishing looked, what is to be published anew, totals that disagree with their parts; the publisher.

What was published stands in `pipeline.Published`.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Packed


class Issue(models.Model):
    """An indicator and year: when it was last looked at, when what is published last changed, how far down it goes.

    `compared`: so many totals that were reported themselves have all of their parts beside them.
    """

    pk = models.CompositePrimaryKey("indicator_id", "year")
    indicator_id = models.IntegerField()
    year = models.SmallIntegerField()
    looked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    finest = models.SmallIntegerField(help_text="finest level that is public")
    compared = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.year}"


class Disagreement(models.Model):
    """A published total that is not what its published parts come to: the places below it, or those of a breakdown."""

    indicator_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    by_places = models.BooleanField()
    total = ExactField()
    come_to = ExactField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["indicator_id", "period"], name="opendata_disagreement_of")]

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.period}:{self.breakdown_id}:{self.area_id}"


class Due(models.Model):
    """Figures of the indicator and year moved: they are to be published anew."""

    pk = models.CompositePrimaryKey("indicator_id", "year")
    indicator_id = models.IntegerField()
    year = models.SmallIntegerField()
    since = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.indicator_id}:{self.year}"


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
