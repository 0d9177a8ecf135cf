"""Tables of notify: what was told, how it went out, how each person wants it, and which days are free."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from terrace.base.notify.kinds import OUTSIDE
from terrace.base.notify.messages import Urgency
from terrace.base.packs.models import Packed


class Webhook(models.Model):
    """An address of another system that is told what the person that it acts as may see.

    The secret that signs is sealed. `failing_since` is when deliveries began to fail without one that worked.
    """

    name = models.TextField()
    url = models.TextField()
    secret = models.BinaryField(help_text="sealed")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="whose rights")
    kinds = models.JSONField(default=list, help_text="codes of kinds; none: every kind")
    active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True)
    worked_at = models.DateTimeField(null=True)
    stopped_why = models.TextField(default="", blank=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(removed_at__isnull=True), name="notify_webhook_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """One thing told to one person (or webhook), once for ever. It is the in-app notice by itself."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    webhook = models.ForeignKey(Webhook, models.CASCADE, null=True, related_name="+")
    kind = models.TextField()
    key = models.TextField()
    thread = models.TextField(default="", blank=True)
    title_vi = models.TextField()
    title_en = models.TextField()
    path = models.TextField()
    urgency = models.TextField(choices=[(each.value, each.value) for each in Urgency])
    body = models.JSONField()
    made_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))
    planned_at = models.DateTimeField(null=True, help_text="when its deliveries were made")
    read_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True, help_text="when it was forgotten")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notify_notice_once"),
            models.UniqueConstraint(fields=["webhook", "key"], name="notify_notice_once_webhook"),
            models.CheckConstraint(condition=Q(person__isnull=True) ^ Q(webhook__isnull=True), name="notify_notice_to"),
            models.CheckConstraint(condition=Q(urgency__in=[*Urgency]), name="notify_notice_urgency"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="notify_notice_of"),
            models.Index(
                fields=["person"], name="notify_notice_unread", condition=Q(read_at__isnull=True, gone_at__isnull=True)
            ),
            models.Index(fields=["id"], name="notify_notice_unplanned", condition=Q(planned_at__isnull=True)),
            models.Index(fields=["key"], name="notify_notice_by_key", opclasses=["text_pattern_ops"]),
            models.Index(fields=["made_at"], name="notify_notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.webhook_id}:{self.key}"


class State(models.TextChoices):
    """Where a delivery stands; `sending.WAYS` says which way leads from one to the other."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GATHERED = "gathered"
    FAILED = "failed"
    BOUNCED = "bounced"
    WITHHELD = "withheld"
    FORGOTTEN = "forgotten"


class Device(models.Model):
    """A browser that takes push messages for a person. Where it is reached is sealed; `mark` finds it again."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mark = models.BinaryField()
    sealed = models.BinaryField(help_text="endpoint, p256dh and auth")
    name = models.TextField(default="", blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark"], name="notify_device_once")]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.name}"


class Delivery(models.Model):
    """One notice on its way by one channel. `sender` is the process that has it in hand."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.TextField(choices=[(each, each) for each in OUTSIDE])
    device = models.ForeignKey(Device, models.CASCADE, null=True, related_name="+")
    person_id = models.BigIntegerField(help_text="who is told, or as whom a webhook acts")
    urgent = models.BooleanField(default=False)
    state = models.TextField(choices=State.choices, default=State.WAITING, db_default=State.WAITING)
    due_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))
    held = models.BooleanField(default=False, help_text="put off by quiet hours or the limit: may be gathered")
    tries = models.SmallIntegerField(default=0, db_default=0)
    sender = models.IntegerField(null=True)
    moved_at = models.DateTimeField(db_default=models.Func(function="clock_timestamp"))
    sent_at = models.DateTimeField(null=True)
    carrier = models.ForeignKey("self", models.SET_NULL, null=True, related_name="carried")
    address = models.TextField(default="", blank=True, help_text="e-mail address at which it was handed over")
    why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel", "device"], nulls_distinct=False, name="notify_delivery_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notify_delivery_state"),
            models.CheckConstraint(condition=Q(channel__in=OUTSIDE), name="notify_delivery_channel"),
        ]
        indexes = [
            models.Index(
                fields=["channel", "-urgent", "due_at"], name="notify_delivery_waiting", condition=Q(state="waiting")
            ),
            models.Index(fields=["sender"], name="notify_delivery_in_hand", condition=Q(state="sending")),
            models.Index(fields=["person_id", "channel", "sent_at"], name="notify_delivery_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}:{self.channel}:{self.state}"


class Preference(models.Model):
    """How a person wants to be told. The telephone number is sealed."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    channels = models.JSONField(default=dict, help_text="kind → channels that she wants; a kind left out: as usual")
    digest = models.TextField(default="", blank=True, help_text="none, daily, weekly, both; '': as usual for her role")
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    rest_days = models.BooleanField(default=True, help_text="weekends and holidays are quiet as a whole")
    phone = models.BinaryField(null=True, help_text="sealed")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__in=["", "none", "daily", "weekly", "both"]), name="notify_preference_digest"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class Bounce(models.Model):
    """An e-mail address at which nobody can be reached, until somebody lifts it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.TextField(help_text="lower case")
    why = models.TextField()
    at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "address"], condition=Q(lifted_at__isnull=True), name="notify_bounce_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.address}"


class Holiday(Packed):
    """A day that a decision made free, or made a working day (làm bù). It goes before the general calendar."""

    day = models.DateField(unique=True)
    works = models.BooleanField()
    name_vi = models.TextField()
    name_en = models.TextField()

    def __str__(self) -> str:
        return f"{self.day} {'works' if self.works else 'free'}"
