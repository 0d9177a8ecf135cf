"""A return as a Word document."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from terrace.base.access.gates import actor_in, signed_in
from terrace.facts.returns import finding, papers, sheeting
from terrace.web.workspace.views import language_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
@require_GET
def download(request: HttpRequest, form: str, area: str, period: str) -> HttpResponse:
    """The layout of the form with the figures that are there, to be printed and signed."""
    actor = actor_in(request)
    found = finding.find(actor, form, area, period)
    paper = papers.paper(sheeting.sheet(actor, found, language_of()), found)
    response = HttpResponse(paper, content_type=DOCX)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.key.replace("/", "_")}.docx"'
    return response
