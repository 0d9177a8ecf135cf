"""Files that figures came from: hand over, read again."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.facts.collection import original_problems, originals
from terrace.facts.collection.models import Original
from terrace.facts.collection.originals import Kept, Use
from terrace.web.api import answers, bodies, handed, links, parameters
from terrace.web.api.documents import FILE, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["submissions"])
NAME = Parameter("name", "What you call the file.", "bien-ban.jpg")
ANY = "application/octet-stream"


@router.post(
    "",
    auth=gates.bearer_or_session,
    operation_id="originalCreate",
    summary="Hand over a file",
    openapi_extra=described(
        {201: handed.Original, 200: handed.Original} | dict.fromkeys((400, 401, 413, 415, 422, 503)),
        parameters=(NAME,),
        body={"required": True, "content": FILE},
    ),
)
def create(request: HttpRequest) -> HttpResponse:
    """The body is the file, byte for byte, of any type, with a length or in chunks, up to `TERRACE_FILE_LIMIT`. The
    same bytes again answer 200 and store nothing. Name its `sha256` in `attachments` of a submission, or in the header
    `X-Original` when the figures were read from it. `used` tells what came from the same bytes before.
    """
    actor = gates.actor_in(request)
    demand_file(request)
    name, media_type = parameters.read(request, (NAME,)).get("name", ""), request.content_type or ANY
    kept = originals.keep(actor, name, media_type, bodies.pieces(request))
    response = answers.plain(_shape(kept, originals.find(actor, kept.sha256)), 200 if kept.again else 201)
    response.headers["Location"] = links.original(kept.sha256)
    return response


def demand_file(request: HttpRequest) -> None:
    """A form is not a file: what it holds would have to be taken out first."""
    if (request.content_type or "").startswith(("multipart/", "application/x-www-form-urlencoded")):
        raise original_problems.ORIGINAL_FORM.problem()


def _shape(kept: Kept, row: Original | None) -> handed.Original:
    name, media_type = (row.name, row.media_type) if row else ("", ANY)
    used = [_used(each) for each in kept.used]
    return handed.Original(kept.sha256, kept.size, name, media_type, kept.known, used, links.original(kept.sha256))


def _used(use: Use) -> handed.Used:
    return handed.Used(use.submission, use.received_at, use.person or None, use.state, links.submission(use.submission))


@router.get(
    "/{str:sha256}",
    auth=gates.bearer_or_session,
    operation_id="original",
    summary="A file as it came",
    openapi_extra=described({200: bytes, 401: None, 404: None}),
)
def show(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """Byte for byte. Your own files, and those of submissions that you may read."""
    actor = gates.actor_in(request)
    found = originals.find(actor, sha256)
    if found is None:
        raise original_problems.ORIGINAL_NOT_FOUND.problem(sha256=sha256[:70])
    return StreamingHttpResponse(originals.read(found.pk, actor), content_type=ANY, headers=headers(found))


def headers(found: Original) -> dict[str, str]:
    """It is stored by the browser, never shown as a page of ours: nobody knows what is in it."""
    return {
        "Content-Length": str(found.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-cache",
    }
