"""Packs that were loaded, and the columns that every row of a pack has."""

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now


class Pack(models.Model):
    """A folder of tables that was loaded."""

    code = models.TextField(primary_key=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    #: Codes of the packs that must be loaded before, with commas.
    needs = models.TextField(default="", blank=True)
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z][a-z0-9-]*$"), name="packs_pack_code_is_a_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Packed(models.Model):
    """A row that a pack brought; one pack owns it. It leaves by being retired, never by being deleted."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="+")
    retired = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
