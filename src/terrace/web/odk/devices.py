"""Her phones: connect one (the code is shown once), see them, disconnect one."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from terrace.base.access import actions
from terrace.base.access.gates import actor_in, requires
from terrace.base.access.models import Token, Use
from terrace.base.people.models import Person
from terrace.facts.questionnaires import queries
from terrace.web.odk import enrolment
from terrace.web.ui.forms import Form

ENROL = "device.enrol"


class PhoneForm(Form):
    """What she calls the phone."""

    name = forms.CharField(
        label=gettext_lazy("Name of the phone"),
        max_length=80,
        help_text=gettext_lazy("Such as: my Samsung"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@requires(ENROL)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Her phones; a POST connects one and shows its code in the answer, this once."""
    form = PhoneForm(request.POST or None)
    code = _enrol(request, form.cleaned_data["name"]) if request.method == "POST" and form.is_valid() else None
    context = {"form": PhoneForm() if code else form, "code": code, "phones": queries.devices(actor_in(request))}
    response = render(request, "odk/devices.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _enrol(request: HttpRequest, name: str) -> dict[str, str]:
    actor = actor_in(request)
    token = actions.enrol_device(Person.objects.get(pk=actor.person_id or 0), name, by=actor)
    server = enrolment.address(request.build_absolute_uri("/"), token)
    text = enrolment.settings_text(server, f"Terrace · {request.get_host()}")
    # Drawn by segno from base64 text and a text of ours: nothing of the reader's is in it.
    drawing = mark_safe(enrolment.drawn(text, _("Settings for the ODK Collect app")))  # noqa: S308
    return {"drawing": drawing, "server": server, "name": name, "secure": str(request.is_secure() or settings.DEBUG)}


@requires(ENROL)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """The phone is no longer hers to send with: here at once, elsewhere within seconds."""
    actor = actor_in(request)
    found = Token.objects.defer("hash").filter(pk=number, person_id=actor.person_id or 0, use=Use.DEVICE).first()
    if found is not None:
        actions.revoke_token(found, by=actor)
        messages.success(request, _("The phone was disconnected."))
    return redirect("odk:devices")
