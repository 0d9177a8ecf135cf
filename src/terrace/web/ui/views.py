"""Log in, log out, language, home, help, and the living guide."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.i18n import set_language

from terrace.base.access import login as access
from terrace.base.access import throttling
from terrace.base.access.gates import actor_in, public, signed_in
from terrace.base.kernel.problems import Refused
from terrace.web.ui import guide as samples
from terrace.web.ui import nav
from terrace.web.ui.forms import LoginForm


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's first address leads to the first page that she may open."""
    actor = actor_in(request)
    return redirect(nav.home(actor) if actor.signed_in else settings.LOGIN_URL)


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = access.log_in(request, form.cleaned_data["username"], form.cleaned_data["password"])
        except Refused as refused:
            return _again(request, form, refused)
        return _in_language(redirect(_next(request)), person.language)
    return render(request, "ui/login.html", {"form": form, "next": _next(request)})


def _again(request: HttpRequest, form: LoginForm, refused: Refused) -> HttpResponse:
    form.refuse(refused)
    response = render(request, "ui/login.html", {"form": form, "next": _next(request)}, status=refused.status)
    if isinstance(refused, throttling.Waiting):
        response.headers["Retry-After"] = str(refused.seconds)
    return response


def _next(request: HttpRequest) -> str:
    """Where to go after: an address of this site only."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else settings.LOGIN_REDIRECT_URL


def _in_language(response: HttpResponseRedirect, language: str) -> HttpResponseRedirect:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    access.log_out(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


language = public(set_language)


@public
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/help.html")


@signed_in
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """Every component with made-up figures; `?page=province` and so on show whole pages."""
    return render(request, *samples.page(request.GET.get("page", "")))
