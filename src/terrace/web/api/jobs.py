"""Jobs: files of up to a million facts, checked and stored by workers."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.facts.bulk import actions, formats, queries
from terrace.facts.bulk.models import JobFault
from terrace.facts.bulk.queries import JobView
from terrace.facts.collection import original_problems
from terrace.web.api import answers, bodies, links, parameters, problems
from terrace.web.api.documents import DEVICE, KEY, body, described
from terrace.web.api.job_shapes import Job, JobLinks, Jobs
from terrace.web.api.parameters import Parameter

router = Router(tags=["jobs"])
DOOR = "bulk"
PARAMETERS = (
    Parameter("source", "Code of the source; a JSON object may name it in the file.", "commune"),
    Parameter("name", "What you call the file; its suffix tells the format when Content-Type does not.", "thang10.csv"),
    Parameter("format", "Code of the format, when neither tells it: json, ndjson, csv and those of gateways.", "csv"),
    Parameter("because", "Why figures are right that soft rules doubt; for the whole file."),
    Parameter("note", "A note, kept with every submission of the job."),
)
TEXT = {"schema": {"type": "string"}}
FILES = dict.fromkeys(("application/json", "application/x-ndjson", "text/csv", "application/octet-stream"), TEXT)
TABLE = "text/csv; charset=utf-8"


@router.post(
    "",
    auth=gates.bearer_or_session,
    operation_id="jobCreate",
    summary="Hand in a file of up to a million facts",
    openapi_extra=described(
        {202: Job, 200: Job} | dict.fromkeys((400, 401, 403, 409, 413, 415, 422, 503)),
        parameters=PARAMETERS,
        headers=(KEY, DEVICE),
        body={"required": True, "content": FILES},
    ),
)
def create(request: HttpRequest) -> HttpResponse:
    """The body is the file: a JSON array of observations or the body of `/submissions`, NDJSON (one a line), or CSV
    with the header `indicator,area,period,breakdown,value,reason,status,because`; also packed with gzip. 202 means that
    it is kept; the job checks it whole and then stores it, or refuses it whole. The same key, or the same file once
    more, answers 200 with the job that it was.
    """
    _demand_file(request)
    asked = parameters.read(request, PARAMETERS)
    name, media_type = asked.pop("name", ""), request.headers.get("Content-Type", "")
    key, device = request.headers.get("Idempotency-Key", ""), request.headers.get("X-Device", "")
    actor = gates.actor_in(request)
    chunks = bodies.pieces(request)
    received = actions.receive(actor, key, DOOR, name, media_type, chunks, device=device, **asked)
    shape = shown(queries.job(actor, received.id), 0)
    response = answers.plain(shape, 202 if received.created else 200)
    response.headers["Location"] = shape.links.self
    return response


def _demand_file(request: HttpRequest) -> None:
    """No form, and packed as gzip if it is packed."""
    if (request.content_type or "").startswith(("multipart/", "application/x-www-form-urlencoded")):
        raise original_problems.ORIGINAL_FORM.problem()
    packed = request.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in {"identity", "gzip"}:
        raise problems.MEDIA_TYPE.problem(found=packed[:80])


@router.get(
    "",
    auth=gates.bearer_or_session,
    operation_id="jobs",
    summary="Your jobs",
    openapi_extra=described({200: Jobs, 401: None}),
)
def listed(request: HttpRequest) -> HttpResponse:
    """Your own jobs and those that you may read, the newest fifty."""
    found = queries.jobs(gates.actor_in(request))
    return answers.plain(Jobs([shown(each, 0) for each in found]))


@router.get(
    "/{int:number}",
    auth=gates.bearer_or_session,
    operation_id="job",
    summary="How far a job is",
    openapi_extra=described({200: Job, 401: None, 404: None}),
)
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Its state, how many facts were read and stored, and how many faults of each code."""
    actor = gates.actor_in(request)
    return answers.plain(shown(queries.job(actor, number), sum(1 for _ in queries.submissions(actor, number))))


@router.get(
    "/{int:number}/faults",
    auth=gates.bearer_or_session,
    operation_id="jobFaults",
    summary="The faults of a job, as CSV",
    openapi_extra=described({200: str, 401: None, 404: None}),
)
def faults(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The first 1,000 faults: line (or number of the fact), pointer, code, message and advice in both languages."""
    return table(queries.job(gates.actor_in(request), number), queries.faults(gates.actor_in(request), number))


def table(job: JobView, found: list[JobFault]) -> StreamingHttpResponse:
    """Faults as a file that Excel opens."""
    response = StreamingHttpResponse(_lines(job, found), content_type=TABLE)
    response.headers["Content-Disposition"] = f'attachment; filename="job-{job.id}-faults.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(job: JobView, found: list[JobFault]) -> Iterator[str]:
    counted = "line" if job.counts == formats.LINE else "fact"
    yield "\ufeff" + _line(counted, "pointer", "code", "message_vi", "message_en", "advice_vi", "advice_en")
    for each in found:
        texts = (each.message_vi, each.message_en, each.advice_vi, each.advice_en)
        yield _line(str(each.position or ""), each.pointer, each.code, *texts)


def _line(*cells: str) -> str:
    """One line; a cell that a spreadsheet would take for a formula is marked as text."""
    line = StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell for cell in cells])
    return line.getvalue()


@router.post(
    "/{int:number}/withdraw",
    auth=gates.bearer_or_session,
    operation_id="jobWithdraw",
    summary="Stop a job, or take back what it stored",
    openapi_extra=described(
        {202: Job} | dict.fromkeys((400, 401, 404, 409, 413, 415, 422)),
        body=body(bodies.Withdrawal, "withdrawal"),
    ),
)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """What was not stored yet never is; a worker takes the rest back, all of it or (when a cell is locked) nothing.
    409 when the job is over already.
    """
    why = bodies.withdrawal(bodies.read(request)).why
    actor = gates.actor_in(request)
    actions.withdraw(actor, min(number, queries.LARGEST), why)
    return answers.plain(shown(queries.job(actor, number), 0), 202)


def shown(view: JobView, submissions: int) -> Job:
    return Job(
        id=view.id,
        state=view.state,
        format=view.format,
        source=view.source,
        name=view.name,
        sha256=view.digest,
        rows=view.rows,
        stored=view.stored,
        faults=view.faults,
        codes=view.codes,
        submissions=submissions,
        note=view.note,
        why=view.why,
        created_at=view.created_at,
        started_at=view.started_at,
        finished_at=view.finished_at,
        links=JobLinks(
            links.job(view.id), links.job_faults(view.id), links.original(view.digest), links.job_withdraw(view.id)
        ),
    )
