"""Addresses of other systems, for administrators: see, add, change, what went there, send it again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terrace.base.access.gates import actor_in, requires
from terrace.base.kernel.problems import Refused
from terrace.base.notify import webhooks
from terrace.base.notify.kinds import KINDS, WEBHOOK
from terrace.base.notify.models import Delivery, State, Webhook
from terrace.web.api import accounts
from terrace.web.notices.words import state_name
from terrace.web.ui.components import Choice
from terrace.web.ui.forms import Form

CHANGE = webhooks.VERB
#: While a delivery is in its first try the page looks again by itself.
FIRST_TRY = {State.WAITING, State.SENDING}
#: Digits of the largest number of a delivery.
LONGEST = 18


class WebhookForm(Form):
    """What a webhook is called, where it is, what it is told."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=webhooks.LONGEST)
    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("https://… of the other system."),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        help_text=gettext_lazy("None chosen: everything."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["kinds"].choices = kinds()  # type: ignore[attr-defined]


class NewForm(WebhookForm):
    """A new one also says as whom it sees."""

    username = forms.CharField(
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("It is told what this account may see: the account of a system, or your own."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ("name", "url", "username", "kinds")


def kinds() -> list[tuple[str, str]]:
    """The kinds that other systems can be told, by name."""
    language = (get_language() or "vi")[:2]
    found = [(kind.code, kind.words.for_(language)) for kind in KINDS.values() if WEBHOOK in kind.channels]
    return sorted(found, key=lambda pair: pair[1])


@requires(CHANGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """All of them; a POST adds one and shows its secret in the answer, this once."""
    form = NewForm(request.POST if request.method == "POST" else None)
    made = _made(request, form) if request.method == "POST" and form.is_valid() else None
    context = {
        "form": NewForm() if made else form,
        "made": made,
        "webhooks": webhooks.listed(actor_in(request)),
    }
    return render(request, "notices/webhooks.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, form: NewForm) -> dict[str, Any] | None:
    given = form.cleaned_data
    try:
        account = accounts.named(given["username"])
        row, secret = webhooks.create(actor_in(request), given["name"], given["url"], account, given["kinds"])
    except Refused as refused:
        form.refuse(refused)
        return None
    return {"name": row.name, "secret": secret}


@requires(CHANGE)
@never_cache
@require_GET
def show(request: HttpRequest, number: int) -> HttpResponse:
    """One of them with what went there; `?before=NUMBER` what is older."""
    row = webhooks.one(actor_in(request), number)
    return render(request, "notices/webhook.html", _context(request, row, _form(row)))


def _form(row: Webhook, posted: Any = None) -> WebhookForm:
    return WebhookForm(posted, initial={"name": row.name, "url": row.url, "kinds": row.kinds})


def _context(request: HttpRequest, row: Webhook, form: WebhookForm, secret: str = "") -> dict[str, Any]:
    before = request.GET.get("before", "")
    known = before.isascii() and before.isdigit() and len(before) <= LONGEST
    sent = webhooks.deliveries(actor_in(request), row.pk, before=int(before) if known else None)
    return {
        "webhook": row,
        "form": form,
        "secret": secret,
        "sent": [_line(each) for each in sent],
        "moving": any(each.state in FIRST_TRY and not each.why for each in sent),
        "older": f"?before={sent[-1].pk}" if len(sent) == webhooks.PAGE else "",
        "crumbs": [Choice("", _("Webhooks"), href=reverse("notices:webhooks")), Choice("", row.name)],
    }


def _line(row: Delivery) -> dict[str, Any]:
    """A delivery as the table shows it."""
    notice = row.notice
    return {
        "id": row.pk,
        "title": notice.title_en if (get_language() or "vi").startswith("en") else notice.title_vi,
        "at": row.sent_at or row.moved_at,
        "state": state_name(row.state),
        "bad": row.state in {State.FAILED, State.BOUNCED},
        "tries": row.tries,
        "why": row.why,
        "again": row.state in webhooks.AGAIN,
    }


@requires(CHANGE)
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change name, address and kinds, or switch it on or off."""
    actor = actor_in(request)
    row = webhooks.one(actor, number)
    if "active" in request.POST:
        webhooks.change(actor, number, active=request.POST["active"] == "1")
        return redirect("notices:webhook", number)
    form = _form(row, request.POST)
    if form.is_valid() and _changed(request, number, form):
        messages.success(request, _("The change is kept."))
        return redirect("notices:webhook", number)
    return render(request, "notices/webhook.html", _context(request, row, form), status=422)


def _changed(request: HttpRequest, number: int, form: WebhookForm) -> bool:
    given = form.cleaned_data
    try:
        webhooks.change(actor_in(request), number, name=given["name"], url=given["url"], kinds=given["kinds"])
    except Refused as refused:
        form.refuse(refused)
    return not form.errors


@requires(CHANGE)
@never_cache
@require_POST
def secret(request: HttpRequest, number: int) -> HttpResponse:
    """A new secret, shown in the answer, this once."""
    made = webhooks.renew(actor_in(request), number)
    row = webhooks.one(actor_in(request), number)
    return render(request, "notices/webhook.html", _context(request, row, _form(row), made))


@requires(CHANGE)
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Nothing is sent there any more."""
    webhooks.remove(actor_in(request), number)
    messages.success(request, _("Nothing is sent there any more."))
    return redirect("notices:webhooks")


@requires(CHANGE)
@require_POST
def test(request: HttpRequest, number: int) -> HttpResponse:
    """Send a test message; the list shows how it went."""
    webhooks.test(actor_in(request), number)
    messages.success(request, _("A test message is on its way: the list shows how it goes."))
    return redirect("notices:webhook", number)


@requires(CHANGE)
@require_POST
def again(request: HttpRequest, number: int, delivery: int) -> HttpResponse:
    """Send one delivery again."""
    webhooks.resend(actor_in(request), delivery)
    messages.success(request, _("It is sent again."))
    return redirect("notices:webhook", number)
