"""The table of rules, as packs bring it."""

from django.db import models
from django.db.models import Q

from terrace.base.packs.models import Packed


class Severity(models.TextChoices):
    """A hard rule refuses; a soft one asks for a reason."""

    HARD = "hard"
    SOFT = "soft"


class Rule(Packed):
    """What must hold between cells: a condition in the language of `catalogue.conditions`."""

    code = models.TextField(unique=True)
    severity = models.TextField(choices=Severity)
    condition = models.TextField()
    level = models.SmallIntegerField(null=True, blank=True, help_text="only places of this level; null: of every level")
    message_vi = models.TextField()
    message_en = models.TextField()
    advice_vi = models.TextField()
    advice_en = models.TextField()
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][a-z0-9-]*$"), name="rules_rule_code"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="rules_rule_severity"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=0, level__lte=4), name="rules_rule_level"
            ),
        ]

    def __str__(self) -> str:
        return self.code
