"""What packs say for plans: stages of schooling with their norms, and which indicators play which part."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from terrace.base.packs.models import Packed
from terrace.facts.catalogue.models import Indicator


class Role(models.TextChoices):
    """What an indicator is for a school plan."""

    BIRTHS = "births"
    PUPILS = "pupils"
    REPEATERS = "repeaters"
    CHILDREN = "children"
    CLASSES = "classes"
    ROOMS = "rooms"
    SCHOOLS = "schools"


class Stage(Packed):
    """A stage of schooling with its norms; without grades it is counted by ages (kindergarten)."""

    code = models.TextField(primary_key=True)
    position = models.SmallIntegerField()
    name_vi = models.TextField()
    name_en = models.TextField()
    from_age = models.SmallIntegerField()
    to_age = models.SmallIntegerField()
    first_grade = models.SmallIntegerField(null=True)
    last_grade = models.SmallIntegerField(null=True)
    class_size = models.SmallIntegerField(help_text="pupils to a class")
    school_classes = models.SmallIntegerField(help_text="classes of a new school")
    reach_km = models.DecimalField(max_digits=6, decimal_places=1, help_text="so far a school serves its neighbours")
    spread_km = models.DecimalField(max_digits=6, decimal_places=1, help_text="how far pupils go now; 0: they stay")
    note_vi = models.TextField(blank=True, default="")
    note_en = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(from_age__lte=F("to_age")), name="planning_stage_ages"),
            models.CheckConstraint(condition=Q(class_size__gt=0, school_classes__gt=0), name="planning_stage_norms"),
        ]

    def __str__(self) -> str:
        return self.code


class Part(Packed):
    """An indicator (a cell of it) that plays a part; of several for the births the first that is known counts."""

    role = models.TextField(choices=Role)
    stage = models.TextField(blank=True, default="")
    grade = models.SmallIntegerField(default=0)
    position = models.SmallIntegerField()
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    breakdown = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "stage", "grade", "indicator"], name="planning_part_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="planning_part_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.stage} {self.grade}"
