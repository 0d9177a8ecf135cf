"""A small site behind the gates, for the tests."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.views import View
from ninja import NinjaAPI

from terrace.base.access import gates, login
from terrace.base.kernel.problems import Refused

api = NinjaAPI(urls_namespace="access-tests", docs_url=None)


@api.exception_handler(Refused)
def told(request: HttpRequest, refused: Refused) -> HttpResponse:
    return JsonResponse(refused.as_dict(), status=refused.status)


def known_to_postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('terrace.person', true), '')")
        return str(cursor.fetchone()[0])


@gates.public
def whoami(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"actor": gates.actor_in(request).username, "postgresql": known_to_postgresql()})


@gates.public
def fails(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@gates.public
def breaks(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse()


@gates.public
def enter(request: HttpRequest) -> HttpResponse:
    try:
        login.log_in(request, request.POST["username"], request.POST["password"])
    except Refused as refused:
        return told(request, refused)
    return HttpResponse(gates.actor_in(request).username)


@gates.signed_in
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


@gates.requires("figure.read")
class Figures(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("figures")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@api.get("/open", auth=gates.open_gate)
@api.post("/open", auth=gates.open_gate, operation_id="post_open")
def see_open(request: HttpRequest) -> dict[str, str]:
    return {"actor": gates.actor_in(request).username, "postgresql": known_to_postgresql()}


@api.post("/send", auth=gates.Gate("submission.create"))
def send(request: HttpRequest) -> dict[str, str]:
    return {"actor": gates.actor_in(request).username}


@api.post("/machine", auth=gates.bearer)
def machine(request: HttpRequest) -> dict[str, str]:
    return {"actor": gates.actor_in(request).username}


@api.get("/forgotten")
def see_forgotten(request: HttpRequest) -> dict[str, str]:
    return {}


urlpatterns: list[URLPattern | URLResolver] = [
    path("whoami", whoami),
    path("fails", fails),
    path("breaks", breaks),
    path("enter", enter),
    path("home", home),
    path("figures", Figures.as_view()),
    path("forgotten", forgotten),
    path("api/v1/", api.urls),
]
