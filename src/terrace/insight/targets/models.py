"""Targets of plans and of parts of years, resolutions that hold them, rules of lights, indices, and past chances."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from terrace.base.kernel.fields import ExactField
from terrace.base.packs.models import Pack, Packed

CELL = ("indicator_id", "area_id", "breakdown_id", "year")


class Direction(models.TextChoices):
    """Whether the target is a floor or a ceiling."""

    UP = "up"
    DOWN = "down"


class Answered(models.Model):
    """Who answers for a target, the document that it rests on, and the resolution that it is a part of."""

    agency = models.TextField(default="", db_default="", help_text="name of the agency, or the code of a source")
    person = models.TextField(default="", db_default="", help_text="user name of the official who answers")
    basis_kind = models.TextField(default="", db_default="", help_text="kind of document, a key of bases.KINDS")
    basis_number = models.TextField(default="", db_default="")
    basis_date = models.DateField(null=True)
    basis_clause = models.TextField(default="", db_default="")
    resolution = models.TextField(default="", db_default="", help_text="code of a resolution")

    class Meta:
        abstract = True


class Plan(Answered, Packed):
    """A target that a pack brings, as it was written: the place is looked up when it is read."""

    indicator = models.TextField(help_text="code")
    place = models.TextField(help_text="code on the last day of the year, or today's")
    breakdown = models.TextField(default="", help_text="code of the cell; '' for the total")
    year = models.SmallIntegerField()
    value = ExactField()
    direction = models.TextField(choices=Direction)
    decided_by_vi = models.TextField()
    decided_by_en = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "place", "breakdown", "year"], name="targets_plan_once"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="targets_plan_direction"),
        ]


class Target(Answered):
    """A target that somebody set; it goes before the plan of a pack. `value` null: there is none."""

    pk = models.CompositePrimaryKey(*CELL)
    set_at = models.DateTimeField(db_default=Now())
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    set_by = models.IntegerField(help_text="person; 0 for the system itself")
    year = models.SmallIntegerField()
    value = ExactField(null=True)
    direction = models.TextField(choices=Direction)
    decided_by = models.TextField(help_text="the resolution or decision, or why it was lifted")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(direction__in=Direction.values), name="targets_direction")]


class PlanPart(Packed):
    """What a pack plans for a part of a year: a month, a quarter, a half, nine months."""

    indicator = models.TextField(help_text="code")
    place = models.TextField(help_text="code on the last day of the year, or today's")
    breakdown = models.TextField(default="", help_text="code of the cell; '' for the total")
    period = models.TextField(help_text="code of the period")
    value = ExactField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "place", "breakdown", "period"], name="targets_planpart_once"),
        ]


class Part(models.Model):
    """What somebody planned for a part of a year; it goes before a pack's. `value` null: there is none."""

    pk = models.CompositePrimaryKey("indicator_id", "area_id", "breakdown_id", "period")
    set_at = models.DateTimeField(db_default=Now())
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id")
    set_by = models.IntegerField(help_text="person; 0 for the system itself")
    value = ExactField(null=True)


class Resolution(Packed):
    """A document that holds many targets: its board tells how many are met. `pack` null: kept on a page."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, null=True, related_name="+")  # type: ignore[assignment]
    code = models.TextField(unique=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    place = models.TextField(help_text="code of the place whose resolution it is")
    area_id = models.IntegerField(null=True, help_text="the same as an id, for what is kept on a page")
    first_year = models.SmallIntegerField()
    last_year = models.SmallIntegerField()
    basis_kind = models.TextField(help_text="a key of bases.KINDS")
    basis_number = models.TextField()
    basis_date = models.DateField(null=True)
    set_by = models.IntegerField(default=0, db_default=0, help_text="person; 0 for a pack")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="targets_resolution_years"),
        ]


class Light(Packed):
    """When a target is green, amber or red; the row for its indicator goes before its sector's, then that for all."""

    code = models.TextField(unique=True)
    indicator = models.TextField(default="", help_text="code; '' for every one")
    sector = models.TextField(default="", help_text="code; '' for every one")
    green_chance = ExactField(help_text="least chance, 0 to 1")
    amber_chance = ExactField(help_text="least chance, 0 to 1")
    green_path = ExactField(help_text="least share of what should be there by now")
    amber_path = ExactField(help_text="least share of what should be there by now")
    amber_missed = ExactField(help_text="a year that missed its target by no more than this share is amber")


class Index(Packed):
    """An index of governance that others publish each year: which indicators are its score, rank and components."""

    code = models.TextField(unique=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    publisher_vi = models.TextField()
    publisher_en = models.TextField()
    score = models.TextField(help_text="code of an indicator")
    rank = models.TextField(help_text="code of an indicator")
    components = models.TextField(default="", help_text="codes of indicators, with commas")
    position = models.SmallIntegerField()


class Chance(models.Model):
    """How a target stood at the end of a day; `period` is the last one known then."""

    pk = models.CompositePrimaryKey(*CELL, "day")
    made_at = models.DateTimeField(db_default=Now())
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    period = models.IntegerField(help_text="Period.id; that of the year while none is known")
    day = models.DateField()
    year = models.SmallIntegerField()
    simulated = models.BooleanField()
    target = ExactField()
    so_far = ExactField(null=True)
    likely = ExactField(null=True)
    met = ExactField(null=True, help_text="the chance, 0 to 1, four decimals; null when the past is too short")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(met__gte=0, met__lte=1), name="targets_chance_is_one")]


class Due(models.Model):
    """A target whose figures moved: its chance is worked out anew by the next round."""

    pk = models.CompositePrimaryKey(*CELL)
    indicator_id = models.IntegerField()
    area_id = models.IntegerField()
    breakdown_id = models.IntegerField()
    year = models.SmallIntegerField()
