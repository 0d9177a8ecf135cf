"""Answers onto the wire: exact numbers, a mark for caches, 304 when the reader has it already."""

from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

#: Decimals keep every digit; a NaN or an exponent never comes out of the database.
_encoder = msgspec.json.Encoder(decimal_format="number")
MEDIA_TYPE = "application/json"


def plain(shape: Any, status: int = 200) -> HttpResponse:
    """The shape as JSON, not kept by anybody."""
    response = HttpResponse(_encoder.encode(shape), status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def marked(request: HttpRequest, shape: Any) -> HttpResponse:
    """The shape as JSON with an ETag, or 304. Caches of the reader keep it and ask each time."""
    return marked_text(request, _encoder.encode(shape), MEDIA_TYPE)


def marked_text(request: HttpRequest, body: bytes, media_type: str) -> HttpResponse:
    """The same of what is written already."""
    mark = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    known = request.META.get("HTTP_IF_NONE_MATCH", "")
    response = HttpResponse(status=304) if mark in known else HttpResponse(body, content_type=media_type)
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Cookie"
    return response


def digits(value: Decimal | None) -> Decimal | None:
    """The value in plain digits, never `1E+3`."""
    if value is None or value.as_tuple().exponent <= 0:  # type: ignore[operator]  # finite, so a number
        return value
    return value.quantize(Decimal(1))
