"""E-mail addresses at which nobody is reached: seen by who keeps accounts, lifted by them or by whose it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from terrace.base.access import policy
from terrace.base.access.gates import actor_in, requires, signed_in
from terrace.base.notify import bounced


@requires(bounced.KEEPS)
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Marked addresses of people whose accounts she keeps."""
    return render(request, "notices/addresses.html", {"found": bounced.listed(actor_in(request))})


@signed_in
@require_POST
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """The address works again: mails are sent there."""
    actor = actor_in(request)
    bounced.lift(actor, number)
    messages.success(request, _("Mails are sent there again."))
    return redirect("notices:addresses" if policy.may(actor, bounced.KEEPS) else "notices:settings")
