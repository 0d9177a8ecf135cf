"""Tables of people: who they are, and apart from that, how they prove it."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PERSON = "person", _("Person")
    SYSTEM = "system", _("System")


class Language(models.TextChoices):
    VIETNAMESE = "vi", "Tiếng Việt"
    ENGLISH = "en", "English"


class PersonManager(BaseUserManager["Person"]):
    """People by the name that they log in with (lower case)."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody, or a system, that acts. Never deleted: figures, grants and the audit name her for ever.

    `stamp` changes with the password, and every session that was opened before then ends.
    """

    password = None  # type: ignore[assignment]  # kept in `Password`, which web processes may not read

    username = models.CharField(_("user name"), max_length=80, unique=True)
    full_name = models.CharField(_("full name"), max_length=160)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.VIETNAMESE)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PERSON)
    is_active = models.BooleanField(_("active"), default=True)
    stamp = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.CheckConstraint(condition=Q(username=Lower("username")), name="people_username_lower"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="people_kind_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="people_language_known"),
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_session_auth_hash(self) -> str:
        """What a session remembers; another stamp makes it worthless."""
        return salted_hmac("terrace.people.session", self.stamp, algorithm="sha256").hexdigest()

    def set_password(self, raw_password: str | None) -> None:
        """Keep a new password (None: no log-in by password) and end the sessions of this person."""
        from terrace.base.people import actions

        actions.set_password(self, raw_password)

    def check_password(self, raw_password: str | None) -> bool:
        """True when this is the password; the owner of the tables only."""
        kept = Password.objects.filter(person=self).first()
        return kept is not None and check_password(raw_password, kept.hash)


class Password(models.Model):
    """The scrypt hash of a person's password, readable by the owner of the tables only."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    hash = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("password")

    def __str__(self) -> str:
        return f"password of {self.person_id}"
