"""Links out of messages: a page with one button; and the end of mails of a kind (RFC 8058).

The token proves the person, so neither a session nor a CSRF token is asked for: mail programs press the second kind by
themselves, with neither. A GET does nothing, since mail scanners open every link.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terrace.base.access.gates import public
from terrace.base.notify import links, problems
from terrace.base.notify.links import Opened
from terrace.base.notify.messages import Words

View = Callable[[HttpRequest, Opened], HttpResponse]
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def by_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view gets what the token of the address says, and speaks the language of its person."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        found = links.open(token)
        with translation.override(_language(request, found)):
            response = view(request, found)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    gated: Any = public(csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(opened))))
    gated.csrf_exempt = True
    return gated  # type: ignore[no-any-return]


def _language(request: HttpRequest, found: Opened) -> str:
    """What the reader chose in this browser, else her own language."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else links.actor(found).language


@by_link
def link(request: HttpRequest, opened: Opened) -> HttpResponse:
    """What the link would do, with one button; a POST does it."""
    if opened.purpose == links.UNSUBSCRIBE:
        raise problems.LINK_BAD.problem()
    return _page(request, opened)


@by_link
def unsubscribe(request: HttpRequest, opened: Opened) -> HttpResponse:
    """No more mails of a kind; a POST by the page's button or by the mail program itself."""
    if opened.purpose != links.UNSUBSCRIBE:
        raise problems.LINK_BAD.problem()
    return _page(request, opened)


def _page(request: HttpRequest, opened: Opened) -> HttpResponse:
    button, about = map(_said, links.asked(opened))
    context = {
        "heading": button,
        "about": about if about != button else "",
        "button": button,
        "person": links.actor(opened).full_name,
        "stops": opened.purpose == links.UNSUBSCRIBE,
    }
    if request.method == "POST":
        context |= {"done": _said(links.act(opened)), "heading": _("Done")}
    return render(request, "notices/link.html", context)


def _said(words: Words) -> str:
    return words.for_((get_language() or "vi")[:2])
