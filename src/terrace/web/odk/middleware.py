"""What every answer of the field app's addresses carries, also one that no view made.

Stands outermost: a body that is too large, a broken host name or a fault of the program are answered as OpenRosa too.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from terrace.web.odk import letters, problems

PREFIX = "/odk/key/"
VERSION = "1.0"
_ERROR, _MISSING = 400, 404


class OpenRosaMiddleware:
    """Headers of the standard, and XML instead of pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        if response.status_code >= _ERROR and not response.get("Content-Type", "").startswith("text/xml"):
            response = _as_letter(response)
        response.headers["X-OpenRosa-Version"] = VERSION
        response.headers["Date"] = http_date()
        response.headers["Cache-Control"] = "no-store"
        return response


def _as_letter(page: HttpResponse) -> HttpResponse:
    """The same status in the words of the standard."""
    fault = problems.NO_ADDRESS.fault()
    missing = page.status_code == _MISSING
    text = f"{fault.message_vi} / {fault.message_en}" if missing else page.reason_phrase
    made = letters.said(text, page.status_code)
    if "Retry-After" in page.headers:
        made.headers["Retry-After"] = page.headers["Retry-After"]
    return made
