"""The API: its resources, and the document about itself."""

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from terrace.base.access import gates
from terrace.web.api import (
    analysis,
    answers,
    catalogue,
    documents,
    errors,
    exchange,
    figures,
    forecasts,
    health,
    jobs,
    notices,
    originals,
    places,
    planning,
    returns,
    submissions,
    target_boards,
    target_indices,
    targets,
    warning_rules,
    warnings,
    webhooks,
)

DESCRIPTION = """\
Hand in observations, read figures and follow each down to who sent what.

Reading what is released needs no token. Periods are written as in SDMX (`2026-M10`, `2026-Q3`, `2026-S1`, `2026`).
Values are JSON numbers with exact digits: read them as decimals, not as floats. Every error is
`application/problem+json` (RFC 9457) in Vietnamese and English; `Accept-Language` chooses that of `title` and `detail`.
Parameters that are not known are refused. Answers to questions carry an `ETag`."""

api = NinjaAPI(
    title="Terrace",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
errors.install(api)
api.add_router("/submissions", submissions.router)
api.add_router("/returns", returns.router)
api.add_router("/originals", originals.router)
api.add_router("/jobs", jobs.router)
api.add_router("", exchange.router)
api.add_router("/figures", figures.router)
api.add_router("/forecasts", forecasts.router)
api.add_router("/analysis", analysis.router)
api.add_router("/places", places.router)
api.add_router("", planning.router)
api.add_router("", target_boards.router)
api.add_router("", target_indices.router)
api.add_router("", targets.router)
api.add_router("", health.router)
api.add_router("/warnings/rules", warning_rules.router)
api.add_router("/warnings", warnings.router)
api.add_router("/notices", notices.router)
api.add_router("/webhooks", webhooks.router)
api.add_router("", catalogue.router)


@api.get(
    "/openapi.json",
    auth=gates.open_gate,
    tags=["about"],
    operation_id="openapi",
    summary="This document",
    openapi_extra={"responses": {200: {"description": "OpenAPI 3.1.", "content": {"application/json": {}}}}},
)
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1: every operation with its parameters, answers and problems."""
    return answers.marked(request, msgspec.Raw(_document()))


def _document() -> bytes:
    """The document, made once."""
    if not _made:
        _made.append(msgspec.json.encode(documents.document(api)))
    return _made[0]


_made: list[bytes] = []
