"""Tables: places, what they were called and when, how one became another, and their outlines."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """How deep in the country, coarse to fine; the number is stored."""

    COUNTRY = 0, _("Country")
    REGION = 1, _("Region")
    PROVINCE = 2, _("Province")
    DISTRICT = 3, _("District")
    COMMUNE = 4, _("Commune")


class Place(models.Model):
    """The identity of one territory; it never changes level and is never deleted."""

    id = models.AutoField(primary_key=True)
    level = models.SmallIntegerField(choices=Level.choices)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="place_level_known"),
        ]


class PlaceVersion(models.Model):
    """What a place was called, what kind it was and where it belonged, during `valid`."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="versions")
    code = models.TextField()
    name = models.TextField()
    full_name = models.TextField()
    name_en = models.TextField()
    kind = models.TextField()
    parent = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    valid = DateRangeField()

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="place_is_one_thing_at_a_time",
                expressions=[("place", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="code_names_one_place_at_a_time",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="place_version_not_empty"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("place")), name="place_not_own_parent"),
        ]


class PlaceLink(models.Model):
    """The closure of the tree, itself at depth 0; derived from the versions by `writing.write_links`."""

    ancestor = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", db_index=False)
    depth = models.SmallIntegerField()
    valid = DateRangeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["descendant", "ancestor", "valid"], name="place_link_once"),
        ]


class PlaceChange(models.Model):
    """On `day` the share `weight` of the source went to the target; no target when a level was abolished.

    `estimated` says that the weight is not from a decision or a survey.
    """

    day = models.DateField()
    kind = models.TextField()
    source = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="changes_out")
    target = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="changes_in", null=True)
    weight = models.DecimalField(max_digits=12, decimal_places=10)
    estimated = models.BooleanField(default=False)
    decided_by = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "day"], name="place_change_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0) & models.Q(weight__lte=1),
                name="place_change_weight_is_a_share",
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=True) | ~models.Q(source=models.F("target")),
                name="place_change_goes_elsewhere",
            ),
        ]


class PlaceName(models.Model):
    """A way in which people write a place: its names, and other spellings (`alias`); `folded` is searched."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    folded = models.TextField()
    name = models.TextField()
    alias = models.BooleanField(default=False)
    valid = DateRangeField()


class Boundary(models.Model):
    """The outline (encoded by `rings`, may be empty) of a place, its area in km² and its population."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="boundaries", db_index=False)
    valid = DateRangeField()
    area_km2 = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    population = models.IntegerField(null=True)
    rings = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="boundary_one_at_a_time",
                expressions=[("place", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]


class Revision(models.Model):
    """One row, moved by triggers with every change; `loaded` is the fingerprint of the shipped data."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()
    loaded = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="revision_is_one_row")]
