"""Messages of other systems: SDMX as a job, data values of DHIS2 with its own answer."""

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.facts.bulk import actions, queries
from terrace.facts.gateways.dhis2 import importing, options
from terrace.web.api import answers, bodies, jobs, parameters
from terrace.web.api.documents import DEVICE, KEY, described
from terrace.web.api.exchange_shapes import Imported
from terrace.web.api.job_shapes import Job
from terrace.web.api.parameters import Parameter

router = Router(tags=["exchange"])
SDMX = "sdmx"
#: What a job calls a message that has no name.
NAMES = {"xml": "message.xml", "csv": "message.csv"}
SOURCE = Parameter("source", "Code of the source, where the mapping of the message names none.", "gso")
PARAMETERS = (
    SOURCE,
    Parameter("name", "What you call the message."),
    Parameter("because", "Why figures are right that soft rules doubt; for the whole message."),
    Parameter("note", "A note, kept with every submission of the job."),
)
TEXT = {"schema": {"type": "string"}}
MESSAGES = dict.fromkeys(
    (
        "application/vnd.sdmx.data+csv;version=2.0.0",
        "application/vnd.sdmx.genericdata+xml;version=2.1",
        "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
    ),
    TEXT,
)
#: Parameters of DHIS2 that change nothing of what is stored here.
PASSED_OVER = ("async", "force", "mergeMode", "preheatCache", "reportMode", "skipAudit", "skipExistingCheck")
OPTIONS = (
    SOURCE,
    Parameter("dryRun", "`true` checks everything and stores nothing."),
    Parameter("importStrategy", "CREATE_AND_UPDATE (default), CREATE, UPDATE or DELETE."),
    Parameter("idScheme", "How things are named: `uid` (default, as in DHIS2) or `code`."),
    *(Parameter(name, f"As `idScheme`, for {kind.value} only.") for name, kind in options.PARAMETERS.items()),
    Parameter("atomic", "`true` (default): one fault refuses all; `false`: values with faults are ignored."),
    *(Parameter(name, "Of DHIS2; changes nothing here.") for name in PASSED_OVER),
)


@router.post(
    "/sdmx/data",
    auth=gates.bearer_or_session,
    operation_id="sdmxData",
    summary="Hand in an SDMX message",
    openapi_extra=described(
        {202: Job, 200: Job} | dict.fromkeys((400, 401, 403, 409, 413, 415, 422, 503)),
        parameters=PARAMETERS,
        headers=(KEY, DEVICE),
        body={"required": True, "content": MESSAGES},
    ),
)
def sdmx(request: HttpRequest) -> HttpResponse:
    """SDMX-CSV 2.0 (ACTION I, A, M, R, D) or SDMX-ML 2.1, generic or structure-specific; also packed with gzip. 202
    means that it is kept; the job reads it by the mapping of the packs and stores it whole, or refuses it whole with
    every code that is not mapped. A deleted observation becomes one with the reason `missing`.
    """
    asked = parameters.read(request, PARAMETERS)
    media_type = request.headers.get("Content-Type", "")
    name = asked.pop("name", "") or NAMES["xml" if "xml" in media_type else "csv"]
    key, device = request.headers.get("Idempotency-Key", ""), request.headers.get("X-Device", "")
    actor = gates.actor_in(request)
    chunks = bodies.pieces(request)
    received = actions.receive(actor, key, SDMX, name, media_type, chunks, device=device, **asked)
    shape = jobs.shown(queries.job(actor, received.id), 0)
    response = answers.plain(shape, 202 if received.created else 200)
    response.headers["Location"] = shape.links.self
    return response


@router.post(
    "/dhis2/dataValueSets",
    auth=gates.bearer_or_session,
    operation_id="dhis2DataValueSets",
    summary="Hand in data values as to DHIS2",
    openapi_extra=described(
        {200: Imported, 409: Imported} | dict.fromkeys((400, 401, 413, 415, 422, 503)),
        parameters=OPTIONS,
        body={"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
    ),
)
def data_value_sets(request: HttpRequest) -> HttpResponse:
    """The JSON of DHIS2's `dataValueSets`; the answer is its import summary: 200 when everything was taken, 409 with
    the conflicts when not. With an `Idempotency-Key` a repeated request is the same as one.
    """
    asked = options.read(parameters.read(request, OPTIONS))
    key = request.headers.get("Idempotency-Key", "")
    actor = gates.actor_in(request)
    summary = importing.take(actor, bodies.read(request), asked, key)
    told = importing.as_dhis2(summary, actor.language)
    body = msgspec.json.encode(told)
    return HttpResponse(body, content_type="application/json", status=told["httpStatusCode"])
