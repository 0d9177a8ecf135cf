"""Papers to download: drawn for the rights of who asks."""

from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, requires
from terrace.insight.reports import printing, queries, reproducing, sending
from terrace.insight.reports.blocks import Paper
from terrace.insight.reports.queries import IssueView
from terrace.web.ui.templatetags.ui import language

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class _Printed:
    """A paper as a key of the cache: by what it says."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.mark = paper, printing.mark(paper)

    def __hash__(self) -> int:
        return hash(self.mark)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Printed) and self.mark == other.mark


@lru_cache(maxsize=16)
def _pdf(printed: _Printed) -> bytes:
    return printing.pdf(printed.paper)


@requires("figure.read")
@require_GET
def pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The paper as PDF."""
    view = queries.one(actor_in(request), number)
    return _file(view, _pdf(_Printed(view.paper(_language(request)))), "pdf", sending.PDF)


@requires("figure.read")
@require_GET
def word(request: HttpRequest, number: int) -> HttpResponse:
    """The paper as Word."""
    view = queries.one(actor_in(request), number)
    return _file(view, reproducing.word(view, _language(request)), "docx", WORD)


def _language(request: HttpRequest) -> str:
    """That of the page, or the one that is asked for: papers are official in Vietnamese."""
    asked = request.GET.get("language", "")
    return asked if asked in {"vi", "en"} else language()


def _file(view: IssueView, content: bytes, suffix: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{sending.name(view, suffix)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
