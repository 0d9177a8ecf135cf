"""Addresses under `/api/v1/`: the operations, and a problem for every other address and method."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, re_path

from terrace.base.access import gates
from terrace.base.kernel.problems import Refused
from terrace.web.api import bodies, errors
from terrace.web.api.operations import api

View = Callable[..., HttpResponse]


def answered(view: View) -> View:
    """The view with HEAD, with 413 before anything is read, and with a problem for methods that it does not have."""

    @wraps(view)
    def whole(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        asked = request.method or ""
        try:
            bodies.demand_small(request)
        except Refused as refused:
            return errors.refused(request, refused)
        request.method = "GET" if asked == "HEAD" else asked
        response = view(request, *args, **values)
        request.method = asked
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return errors.not_allowed(request, asked, response.headers.get("Allow", ""))
        return response

    return whole


def _answered(patterns: list[Any]) -> list[URLPattern | URLResolver]:
    found = []
    for each in patterns:
        if each.name == "api-root":  # django-ninja's page about its own documents, which are not served
            continue
        each.callback = answered(each.callback)
        found.append(each)
    return found


@gates.public
def nowhere(request: HttpRequest) -> HttpResponse:
    """No such address."""
    return errors.not_found(request)


nowhere.csrf_exempt = True  # type: ignore[attr-defined]  # it reads nothing and changes nothing

_patterns, _app, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    re_path("", include((_answered(list(_patterns)), _app), namespace=_namespace)),
    re_path(r"^.*$", nowhere),
]
