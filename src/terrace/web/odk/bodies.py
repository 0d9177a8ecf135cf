"""A multipart body, never more than the limit, whether it declares its length or comes in chunks."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDictKeyError

from terrace.facts.questionnaires import problems as questionnaires
from terrace.facts.questionnaires.receiving import File
from terrace.web.odk import problems

XML_PART = "xml_submission_file"
MEGABYTE = 2**20


def parts(request: HttpRequest) -> tuple[bytes, list[File]]:
    """The XML and the files beside it; raises `answer.large` (413), `answer.no_xml` or `answer.not_multipart` (400)."""
    _demand_small(request)
    if not (request.content_type or "").startswith("multipart/"):
        raise problems.NOT_MULTIPART.problem()
    kept = _gather(request)
    try:
        found = request.FILES
        xml = b"".join(found.getlist(XML_PART)[-1].chunks()) if XML_PART in found else request.POST[XML_PART].encode()
    except MultiValueDictKeyError:
        raise questionnaires.ANSWER_NO_XML.problem() from None
    except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent) as error:
        raise _large() from error
    except MultiPartParserError as error:
        raise problems.NOT_MULTIPART.problem() from error
    finally:
        if kept is not None:
            kept.close()
    return xml, list(_files(request))


def _files(request: HttpRequest) -> Iterator[File]:
    for part in request.FILES:
        if part != XML_PART:
            for each in request.FILES.getlist(part):
                yield File(each.name or part, each.content_type or "application/octet-stream", each.chunks())


def _demand_small(request: HttpRequest) -> None:
    declared = str(request.META.get("CONTENT_LENGTH") or "0")
    if declared.isdecimal() and int(declared) > settings.BODY_LIMIT:
        raise _large()


def _large() -> Exception:
    return questionnaires.ANSWER_LARGE.problem(limit=settings.BODY_LIMIT // MEGABYTE)


def _gather(request: HttpRequest) -> IO[bytes] | None:
    """A body in chunks has no length, and Django reads nothing without one: it is set aside first, up to the limit."""
    environ: dict[str, Any] = getattr(request, "environ", {})
    if request.META.get("CONTENT_LENGTH") or not environ.get("wsgi.input_terminated"):
        return None
    kept: IO[bytes] = SpooledTemporaryFile(max_size=4 * MEGABYTE)  # noqa: SIM115 - closed after reading
    if not _copied(environ["wsgi.input"], kept):
        kept.close()
        raise _large()
    request.META["CONTENT_LENGTH"] = str(kept.tell())
    kept.seek(0)
    request._stream = kept  # type: ignore[assignment]  # noqa: SLF001 - Django has no public way
    return kept


def _copied(source: IO[bytes], kept: IO[bytes]) -> bool:
    """False when there is more than the limit."""
    while part := source.read(MEGABYTE):
        kept.write(part)
        if kept.tell() > settings.BODY_LIMIT:
            return False
    return True
