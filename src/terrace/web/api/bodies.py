"""The bytes of a body, never more than the limit.

A declared length is believed before anything is read; a body sent in chunks declares none and is read up to the limit.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from django.conf import settings
from django.http import HttpRequest

from terrace.facts.collection import original_problems
from terrace.facts.collection import problems as collection
from terrace.web.api import problems

MEGABYTE = 2**20
Shape = TypeVar("Shape")
#: What takes whole files, piece by piece.
STREAMED = ("/api/v1/originals", "/api/v1/sdmx", "/api/v1/jobs")


def demand_small(request: HttpRequest) -> None:
    """Raise `body.too_large` (413) for a declared length above the limit."""
    streamed = request.path.startswith(STREAMED)
    limit = settings.FILE_LIMIT if streamed else settings.BODY_LIMIT
    if _declared(request) > limit:
        raise original_problems.ORIGINAL_TOO_LARGE.problem(limit=limit // MEGABYTE) if streamed else _too_large()


def read(request: HttpRequest) -> bytes:
    """The body of a JSON request; raises 413, or 415 when it is something else."""
    demand_small(request)
    _demand_json(request)
    if request.META.get("CONTENT_LENGTH"):
        return request.body
    return _in_chunks(request)


def _declared(request: HttpRequest) -> int:
    written = request.META.get("CONTENT_LENGTH") or "0"
    return int(written) if str(written).isdecimal() else 0


def _demand_json(request: HttpRequest) -> None:
    packed = request.headers.get("Content-Encoding", "identity").strip().lower()
    found = request.content_type or ""
    if packed != "identity" or found not in {"application/json", ""}:
        shown = found if packed == "identity" else f"{found} ({packed})"
        raise problems.MEDIA_TYPE.problem(found=shown[:80])


def _in_chunks(request: HttpRequest) -> bytes:
    """Django reads nothing without a length; the server ends the stream where the body ends."""
    environ: dict[str, Any] = getattr(request, "environ", {})
    if not environ.get("wsgi.input_terminated"):
        return request.body
    read: list[bytes] = []
    size = 0
    while size <= settings.BODY_LIMIT and (part := environ["wsgi.input"].read(MEGABYTE)):
        read.append(part)
        size += len(part)
    if size > settings.BODY_LIMIT:
        raise _too_large()
    return b"".join(read)


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body of any type a megabyte at a time, with a length or in chunks."""
    environ: dict[str, Any] = getattr(request, "environ", {})
    chunked = not request.META.get("CONTENT_LENGTH") and environ.get("wsgi.input_terminated")
    whole = environ["wsgi.input"] if chunked else request
    while part := whole.read(MEGABYTE):
        yield part


def whole(request: HttpRequest) -> bytes:
    """The body of any type, in one piece; raises 413."""
    demand_small(request)
    if request.META.get("CONTENT_LENGTH"):
        return request.body
    return _in_chunks(request)


def _too_large() -> Exception:
    return collection.BODY_TOO_LARGE.problem(limit=settings.BODY_LIMIT // MEGABYTE)


class Withdrawal(msgspec.Struct):
    """Why a submission is taken back."""

    why: str = ""


def withdrawal(body: bytes) -> Withdrawal:
    """The reason of a withdrawal; raises 400 for broken JSON, 422 for another shape."""
    try:
        found = msgspec.json.decode(body or b"{}", type=Withdrawal)
    except msgspec.ValidationError as wrong:
        raise collection.TYPE_WRONG.problem("/why", detail=wrong) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise collection.BODY_BROKEN.problem(detail=broken) from broken
    return found


def shaped(request: HttpRequest, shape: type[Shape]) -> Shape:
    """The body of a JSON request in this shape; raises 400 for broken JSON, 422 for another shape."""
    try:
        return msgspec.json.decode(read(request) or b"{}", type=shape)
    except msgspec.ValidationError as wrong:
        raise collection.TYPE_WRONG.problem("", detail=wrong) from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise collection.BODY_BROKEN.problem(detail=broken) from broken
