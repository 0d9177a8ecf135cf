"""How she wants to be told: channels by kind, digest, quiet hours, telephone number, this browser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, signed_in
from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Refused
from terrace.base.notify import devices, environment, preferences
from terrace.base.notify.channels import push
from terrace.base.notify.kinds import CHOSEN, KINDS, NAMES, SMS, Kind
from terrace.base.notify.models import Bounce
from terrace.base.notify.preferences import Wishes
from terrace.base.people.models import Person
from terrace.web.ui.forms import Form

DIGESTS = (
    ("", gettext_lazy("As is usual for my work")),
    ("none", gettext_lazy("No brief")),
    ("daily", gettext_lazy("Each working day")),
    ("weekly", gettext_lazy("Each week")),
    ("both", gettext_lazy("Each working day and each week")),
)


class TimeField(forms.TimeField):
    """A time of day as browsers send it."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "aria-describedby": "quiet-hint"})


class WishesForm(Form):
    """All but the channels, which stand in a table."""

    digest = forms.ChoiceField(
        label=gettext_lazy("Brief for leaders"),
        help_text=gettext_lazy("One page: warnings, what was settled, late returns, targets at risk."),
        choices=DIGESTS,
        required=False,
    )
    quiet_from = TimeField(label=gettext_lazy("Quiet from"))
    quiet_until = TimeField(label=gettext_lazy("Quiet until"))
    rest_days = forms.BooleanField(label=gettext_lazy("Quiet on weekends and holidays too"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Telephone number for SMS"),
        help_text=gettext_lazy("Kept encrypted; leave it empty to remove it."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )


@dataclass(frozen=True, slots=True)
class Box:
    """One check box of the table: a kind by a channel."""

    name: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A kind with its boxes."""

    name: str
    boxes: tuple[Box, ...]


def channels() -> list[str]:
    """The channels of this installation: SMS only with a gateway."""
    return [each for each in CHOSEN if each != SMS or environment.sms()]


def kinds(actor: Actor) -> list[Kind]:
    """What she can be told, by name."""
    language = (get_language() or "vi")[:2]
    hers = [kind for kind in KINDS.values() if not kind.verb or policy.may(actor, kind.verb)]
    return sorted(hers, key=lambda kind: kind.words.for_(language))


def rows(actor: Actor, wishes: Wishes) -> Iterator[Row]:
    """The table."""
    language = (get_language() or "vi")[:2]
    for kind in kinds(actor):
        wanted = wishes.wants(kind.code, kind.urgency)
        name = kind.words.for_(language)
        yield Row(
            name,
            tuple(
                Box(f"{kind.code}:{each}", f"{name}: {NAMES[each].for_(language)}", each in wanted)
                for each in channels()
            ),
        )


def chosen(actor: Actor, posted: Mapping[str, Any], wishes: Wishes) -> dict[str, set[str]]:
    """The kinds for which she chose otherwise than before: what she leaves alone stays as is usual."""
    shown = set(channels())
    found = {kind.code: {each for each in shown if posted.get(f"{kind.code}:{each}")} for kind in kinds(actor)}
    before = {kind.code: wishes.wants(kind.code, kind.urgency) for kind in kinds(actor)}
    return {code: now | (before[code] - shown) for code, now in found.items() if now != before[code] & shown}


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Her wishes; a POST changes them."""
    actor = actor_in(request)
    wishes = preferences.of(actor.person_id)
    form = WishesForm(request.POST if request.method == "POST" else None, initial=_initial(wishes))
    if request.method == "POST" and form.is_valid() and _kept(request, form, wishes):
        messages.success(request, _("Your choice is kept."))
        return redirect("notices:settings")
    return render(request, "notices/settings.html", _context(actor, form, wishes), status=422 if form.errors else 200)


def _initial(wishes: Wishes) -> dict[str, Any]:
    return {
        "digest": wishes.digest,
        "quiet_from": wishes.quiet_from,
        "quiet_until": wishes.quiet_until,
        "rest_days": wishes.rest_days,
        "phone": wishes.phone,
    }


def _kept(request: HttpRequest, form: WishesForm, wishes: Wishes) -> bool:
    given = form.cleaned_data
    try:
        preferences.change(
            actor_in(request),
            channels=chosen(actor_in(request), request.POST, wishes),
            digest=given["digest"],
            quiet=(given["quiet_from"], given["quiet_until"]),
            rest_days=given["rest_days"],
            phone=given["phone"],
        )
    except Refused as refused:
        form.refuse(refused)
    return not form.errors


def _context(actor: Actor, form: WishesForm, wishes: Wishes) -> dict[str, Any]:
    language = (get_language() or "vi")[:2]
    email = Person.objects.filter(pk=actor.person_id or 0).values_list("email", flat=True).first() or ""
    return {
        "form": form,
        "heads": [NAMES[each].for_(language) for each in channels()],
        "rows": list(rows(actor, wishes)),
        "email": email,
        "mail_on": environment.mail_on(),
        "bounced": Bounce.objects.filter(person=actor.person_id, address=email.lower(), lifted_at=None).first(),
        "devices": devices.mine(actor),
        "push_key": push.public_key(),
    }


@signed_in
@require_POST
def end_device(request: HttpRequest, number: int) -> HttpResponse:
    """One of her browsers is told nothing more."""
    if devices.drop(actor_in(request), number):
        messages.success(request, _("That device is told nothing more."))
    return redirect("notices:settings")
