"""What every public answer has: caching by ETag and time, 304, HEAD, gzip, other sites may read it, and a limit."""

import gzip
import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from threading import Lock
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from terrace.base.access.addresses import address_of
from terrace.base.access.gates import public
from terrace.base.kernel.problems import Refused
from terrace.share.opendata import problems
from terrace.share.opendata.datasets import Shelf
from terrace.web.portal import formats

#: Questions of one address in a minute, for each process of the site.
MOST, MINUTE = 300, 60.0
#: Seconds for which nobody need ask again; shorter answers are not worth compressing.
FRESH, SMALL = 60, 500
METHODS = ("GET", "HEAD", "OPTIONS")
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
View = Callable[..., HttpResponse]
#: How a refusal is written.
Refusal = Callable[[HttpRequest, Refused], HttpResponse]


class Meter:
    """How often each address asked in the running minute."""

    def __init__(self) -> None:
        self.lock, self.began, self.counts = Lock(), 0.0, dict[str, int]()

    def count(self, address: str) -> None:
        """Raises `opendata.busy`."""
        now = time.monotonic()
        with self.lock:
            if now - self.began >= MINUTE:
                self.began, self.counts = now, {}
            self.counts[address] = self.counts.get(address, 0) + 1
            if self.counts[address] > MOST:
                raise problems.BUSY.problem(most=MOST, seconds=int(MINUTE - (now - self.began)) + 1)


METER = Meter()


def problem(request: HttpRequest, refused: Refused) -> HttpResponse:
    """problem+json."""
    body = refused.as_dict(formats.language(request))
    return JsonResponse(body, status=refused.status, content_type="application/problem+json")


def door(refusal: Refusal = problem) -> Callable[[View], View]:
    """A view that anybody may ask: reads only, at most so often, and a refusal in the format of the door."""

    def decorated(view: View) -> View:
        @wraps(view)
        def whole(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            if request.method not in METHODS:
                response = HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
            elif request.method == "OPTIONS":
                allowed = {"Access-Control-Allow-Methods": ", ".join(METHODS), "Access-Control-Allow-Headers": "*"}
                response = HttpResponse(status=204, headers={"Allow": ", ".join(METHODS), **allowed})
            else:
                response = _held(view, refusal, request, *args, **values)
            for name, value in OPEN.items():
                response.headers[name] = value
            return response

        whole.csrf_exempt = True  # type: ignore[attr-defined]  # it changes nothing
        return public(whole)

    return decorated


def _held(view: View, refusal: Refusal, request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
    try:
        METER.count(address_of(request))
        return view(request, *args, **values)
    except Refused as refused:
        response = refusal(request, refused)
        if refused.faults[0].code == problems.BUSY.code:
            response.headers["Retry-After"] = str(int(MINUTE))
        return response


def answer(
    request: HttpRequest,
    shelf: Shelf,
    modified: datetime | None,
    media: str,
    make: Callable[[], str | bytes],
    *,
    name: str = "",
) -> HttpResponse:
    """The body, made only when the client does not have it already."""
    etag = _etag(request, shelf, modified, media)
    stamp = int(modified.timestamp()) if modified else None
    response = get_conditional_response(request, etag, stamp)
    if response is None or response.status_code != 304:  # noqa: PLR2004 - as it is written everywhere
        response = _whole(request, media, make(), name)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    if stamp is not None:
        response.headers["Last-Modified"] = http_date(stamp)
    patch_vary_headers(response, ("Accept", "Accept-Language", "Accept-Encoding"))
    return response


def _etag(request: HttpRequest, shelf: Shelf, modified: datetime | None, media: str) -> str:
    """Changes with the question, what is published, the catalogue, the places and the publisher."""
    about = shelf.publisher
    parts = (
        request.get_full_path(),
        media,
        formats.language(request),
        modified and modified.isoformat(),
        shelf.snapshot.mark,
        shelf.index.revision,
        (about.code, about.name_vi, about.name_en, about.licence, about.mail),
    )
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _whole(request: HttpRequest, media: str, made: str | bytes, name: str) -> HttpResponse:
    body = made.encode() if isinstance(made, str) else made
    packed = len(body) >= SMALL and "gzip" in request.headers.get("Accept-Encoding", "")
    if packed:
        body = gzip.compress(body, compresslevel=5, mtime=0)
    response = HttpResponse(b"" if request.method == "HEAD" else body, content_type=media)
    response.headers["Content-Length"] = str(len(body))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
