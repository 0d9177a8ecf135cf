"""SDMX REST 2.x under `/sdmx/`: structures, data, and what data there are.

What writes messages with `pysdmx` is imported by the views that need it: loading it takes as long as starting the site.
"""

import re
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import msgspec
from django.http import HttpRequest, HttpResponse

from terrace.base.kernel.problems import Refused
from terrace.share.opendata import csvs, json_data, problems, questions, reading
from terrace.share.opendata.concepts import DECIMALS, UNIT, VALUE
from terrace.share.opendata.datasets import TIME, VERSIONS, Dataset, Shelf
from terrace.share.opendata.questions import Question, Span
from terrace.share.opendata.reading import OBSERVED, Answer, Part
from terrace.web.portal import answering, formats
from terrace.web.portal.formats import Format

COMMON = frozenset({"format", "lang"})
OF_DATA = COMMON | {
    "startPeriod",
    "endPeriod",
    "firstNObservations",
    "lastNObservations",
    "dimensionAtObservation",
    "attributes",
    "measures",
    "updatedAfter",
    "asOf",
    "includeHistory",
    "labels",
}
OF_AVAILABILITY = COMMON | {"startPeriod", "endPeriod", "updatedAfter", "mode", "references"}
OF_STRUCTURE = COMMON | {"references", "detail"}
CONTEXTS = frozenset({"dataflow", "datastructure", "*"})
#: Codes of the standard for our statuses.
ERRORS = {400: 140, 404: 100, 406: 140, 413: 130, 429: 503}
ATTRIBUTES = (UNIT, DECIMALS, *OBSERVED)


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """An error message of SDMX: XML, or JSON when that is what the client takes."""
    language = formats.language(request)
    code = ERRORS.get(refused.status, 500)
    texts = [(each.code, each.message(language), each.advice(language)) for each in refused.faults]
    if "json" in request.headers.get("Accept", "") or request.GET.get("format") == "json":
        errors = [{"code": code, "id": word, "title": title, "detail": advice} for word, title, advice in texts]
        media = "application/vnd.sdmx.data+json;version=2.0.0"
        return HttpResponse(msgspec.json.encode({"errors": errors}), status=refused.status, content_type=media)
    said = "".join(
        f'<com:Text xml:lang="{language}">{escape(f"{word}: {title}. {advice}")}</com:Text>'
        for word, title, advice in texts
    )
    body = f'{_ERROR}<mes:ErrorMessage code="{code}">{said}</mes:ErrorMessage></mes:Error>'
    return HttpResponse(body, status=refused.status, content_type="application/vnd.sdmx.error+xml;version=3.0.0")


_ERROR = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<mes:Error xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"'
    ' xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common">'
)


@answering.door(refusal)
def structure(request: HttpRequest, kind: str, agency: str = "*", name: str = "*", version: str = "~") -> HttpResponse:
    """`/sdmx/structure/dataflow/AGENCY/ID/VERSION`."""
    from terrace.share.opendata import asking

    _known(request, OF_STRUCTURE)
    wanted = formats.chosen(request, formats.STRUCTURE)
    shelf = Shelf()
    references = _choice(request, "references", "none", asking.REFERENCES)
    detail = _choice(request, "detail", "full", asking.DETAILS)
    asked = asking.Asked(shelf, kind, agency, name, version)
    return answering.answer(
        request,
        shelf,
        shelf.changed_at,
        wanted.written,
        lambda: _structured(request, shelf, wanted, asked.answer(references, detail)),
    )


def _structured(request: HttpRequest, shelf: Shelf, wanted: Format, artefacts: list[object]) -> str | bytes:
    from terrace.share.opendata import messages

    head = messages.header(shelf.agency, shelf.prepared)
    if wanted.word == "json":
        return messages.json(artefacts, head, formats.language(request))
    return messages.xml(artefacts, head)


@answering.door(refusal)
def data(
    request: HttpRequest, *, context: str, agency: str, name: str, version: str = "*", key: str = "*"
) -> HttpResponse:
    """`/sdmx/data/dataflow/AGENCY/ID/VERSION/KEY`."""
    _known(request, OF_DATA)
    wanted = formats.chosen(request, formats.DATA)
    shelf = Shelf()
    question = _question(request, _dataset(shelf, context, agency, name, version), key)
    labels = _choice(request, "labels", "id", csvs.LABELS)
    language = formats.language(request)

    def made() -> str | bytes:
        found = reading.parts(shelf, question)
        if not found:
            raise problems.NO_RESULTS.problem()
        write: dict[str, Callable[[], str | bytes]] = {
            "xml": lambda: _xml(shelf, found),
            "csv": lambda: csvs.sdmx(shelf, found, labels, language),
            "json": lambda: json_data.write(shelf, found, question.dataset.changed_at, language),
        }
        return write[wanted.word]()

    return answering.answer(request, shelf, question.dataset.changed_at, wanted.written, made)


def _xml(shelf: Shelf, found: Sequence[Part]) -> str:
    from terrace.share.opendata import messages, xml_data

    return xml_data.write(shelf, found, messages.header(shelf.agency, found[0].answer.dataset.changed_at))


@answering.door(refusal)
def availability(
    request: HttpRequest,
    *,
    context: str,
    agency: str,
    name: str,
    version: str = "*",
    key: str = "*",
    component: str = "*",
) -> HttpResponse:
    """`/sdmx/availability/dataflow/AGENCY/ID/VERSION/KEY/COMPONENT`."""
    from terrace.share.opendata import asking, available

    _known(request, OF_AVAILABILITY)
    wanted = formats.chosen(request, formats.STRUCTURE)
    shelf = Shelf()
    question = _question(request, _dataset(shelf, context, agency, name, version), key)
    references = _choice(request, "references", "none", asking.REFERENCES)
    _choice(request, "mode", "exact", ("exact", "available"))
    components = frozenset() if component in {"*", "all"} else frozenset(re.split(r"[,+]", component))

    def made() -> str | bytes:
        found = available.constraint(shelf, _found(shelf, question), components)
        asked = asking.Asked(shelf, "dataflow", "*", question.dataset.id)
        others = asked.answer("descendants") if references != "none" else []
        return _structured(request, shelf, wanted, [*others, found])

    return answering.answer(request, shelf, question.dataset.changed_at, wanted.written, made)


@answering.door(refusal)
def nowhere(request: HttpRequest) -> HttpResponse:
    """No such address."""
    raise problems.STRUCTURE_UNKNOWN.problem(kind=request.path[:60], agency="", id="", version="")


# what the address says


def _found(shelf: Shelf, question: Question) -> Answer:
    found = reading.answer(shelf, question)
    if not found.observations:
        raise problems.NO_RESULTS.problem()
    return found


def _dataset(shelf: Shelf, context: str, agency: str, name: str, version: str) -> Dataset:
    if context not in CONTEXTS or agency not in {"*", shelf.agency} or version not in VERSIONS:
        raise problems.FLOW_UNKNOWN.problem(dataset=f"{context}={agency}:{name}({version})"[:80])
    return shelf.dataset(name)


def _known(request: HttpRequest, known: frozenset[str]) -> None:
    for name in request.GET:
        if name not in known and not (questions.COMPONENT.fullmatch(name) and "startPeriod" in known):
            raise problems.UNKNOWN_PARAMETER.problem(name=name[:40], known=", ".join(sorted(known)))


def _choice(request: HttpRequest, name: str, usual: str, known: tuple[str, ...]) -> str:
    text = request.GET.get(name, usual)
    if text not in known:
        raise problems.PARAMETER.problem(name=name, text=text[:40])
    return text


def _question(request: HttpRequest, dataset: Dataset, key: str) -> Question:
    get = request.GET
    conditions, spans = questions.filtered(dataset, {name: get.getlist(name) for name in get})
    at = get.get("dimensionAtObservation", TIME)
    if at not in (TIME, json_data.ALL, *dataset.dimensions):
        raise problems.PARAMETER.problem(name="dimensionAtObservation", text=at[:40])
    return Question(
        dataset,
        (*questions.keyed(dataset, key), *conditions),
        (*spans, *_ends(request)),
        _count(request, "firstNObservations"),
        _count(request, "lastNObservations"),
        questions.moment("updatedAfter", get["updatedAfter"]) if "updatedAfter" in get else None,
        questions.moment("asOf", get["asOf"]) if "asOf" in get else None,
        _choice(request, "includeHistory", "false", ("false", "true")) == "true",
        at,
        _attributes(request),
        _choice(request, "measures", "all", ("all", "none", VALUE)) != "none",
    )


def _ends(request: HttpRequest) -> list[Span]:
    found = []
    if text := request.GET.get("startPeriod"):
        found.append(Span(start=questions.days("startPeriod", text)[0]))
    if text := request.GET.get("endPeriod"):
        found.append(Span(end=questions.days("endPeriod", text)[1]))
    return found


def _count(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,6}", text, re.ASCII):
        raise problems.PARAMETER.problem(name=name, text=text[:40])
    return int(text)


def _attributes(request: HttpRequest) -> frozenset[str] | None:
    text = request.GET.get("attributes", "dsd")
    if text in {"dsd", "all"}:
        return None
    names = frozenset() if text in {"none", "msd"} else frozenset(text.split(","))
    if unknown := names - set(ATTRIBUTES):
        raise problems.PARAMETER.problem(name="attributes", text=", ".join(sorted(unknown))[:40])
    return names
