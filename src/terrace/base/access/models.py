"""Tables of access: what a role may, who has which role where, tokens of systems, and failed attempts."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Permission(models.Model):
    """One verb of one role, copied from `roles.ROLES` after every migration so that SQL can join it."""

    role = models.CharField(max_length=40)
    verb = models.CharField(max_length=60)
    level = models.SmallIntegerField(help_text="The finest level of a granted place that suffices")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("role", "verb"), name="access_permission_once"),)

    def __str__(self) -> str:
        return f"{self.role}: {self.verb}"


class Grant(models.Model):
    """A role of a person over a place and all below it, for one sector ('' = all), for some time.

    Several grants of a person add up. A grant is never deleted: it ends (`valid` gets an upper
    bound; empty when it was taken back before its first day was over).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=40)
    area = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    sector = models.CharField(_("sector"), max_length=60, blank=True, default="")
    valid = DateRangeField(_("valid"))

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = (
            ExclusionConstraint(
                name="access_grant_once_at_a_time",
                expressions=(
                    (F("person"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (F("area"), RangeOperators.EQUAL),
                    (F("sector"), RangeOperators.EQUAL),
                    (F("valid"), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.person_id} at {self.area_id} {self.sector}".strip()


class Use(models.TextChoices):
    """Where a token opens a door: the programming interface, or the field app on a phone, which has it in addresses."""

    API = "api"
    DEVICE = "device"


class Token(models.Model):
    """The right of a system to act as a person. Only the SHA-256 of the secret is kept."""

    use = models.CharField(max_length=10, choices=Use, default=Use.API, db_default=Use.API)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    valid_until = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.name


class Throttle(models.Model):
    """Failed attempts in a row of one user name or one address, and until when the next must wait."""

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=160)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()
    wait_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="access_throttle_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.failures}"
