"""Resolutions that hold targets: how many are met, the targets of one; tables of targets, out and in."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from terrace.base.access import gates
from terrace.base.places.versions import Version
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import boards, goals, papers, resolutions
from terrace.insight.targets.boards import Board
from terrace.insight.targets.goals import Goal
from terrace.insight.targets.resolutions import WantedPaper
from terrace.web.api import answers, bodies, dressing, originals, parameters, questions, target_shapes, targets
from terrace.web.api.documents import FILE, body, described
from terrace.web.api.parameters import Parameter

router = Router(tags=["targets"])
AREA = Parameter("area", "Code of the place: valid on the last day of a past year, else today.", "04", required=True)
YEAR = Parameter("year", "Year of the targets; without it the one that matters now.", "2026")
FORMAT = Parameter("format", "Kind of file.", choices=("csv", "xlsx"))
NAME = Parameter("name", "What you call the file; its suffix tells the format.", "ke-hoach.xlsx")
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@router.get(
    "/targets/table",
    auth=gates.open_gate,
    operation_id="targetTable",
    summary="The targets of a place as a table",
    openapi_extra=described({200: bytes, 400: None, 404: None}, (AREA, YEAR, FORMAT)),
)
def table(request: HttpRequest) -> HttpResponse:
    """One row for each target of the year and for each plan of a part of it, as `POST` takes them back."""
    reader, words = Reader(gates.actor_in(request)), parameters.read(request, (AREA, YEAR, FORMAT))
    year = targets.year_of(words.get("year", ""))
    area = questions.area(reader, words["area"], goals.day_of(year))
    held = papers.of_place(reader, area, year)
    return _file(reader, held, words.get("format", "csv"), f"targets-{words['area']}-{year}")


@router.post(
    "/targets/table",
    auth=gates.bearer_or_session,
    operation_id="targetTableTake",
    summary="Set targets by a table",
    openapi_extra=described(
        {200: target_shapes.TableTaken} | dict.fromkeys((400, 401, 403, 413, 422)),
        (NAME,),
        body={"required": True, "content": FILE},
    ),
)
def take(request: HttpRequest) -> HttpResponse:
    """The body is the file (`.xlsx`, `.xls`, `.ods`, `.csv`). All rows are taken, or none: with any fault nothing is
    changed, and every fault is told at its row (`/rows/12/value`). What a row leaves empty in `value` is lifted. Needs
    `target.set` on the place and sector of each row that changes something.
    """
    name = parameters.read(request, (NAME,)).get("name", "")
    originals.demand_file(request)
    taken = papers.take(gates.actor_in(request), bodies.whole(request), name)
    return answers.plain(target_shapes.TableTaken(taken.changed, taken.same))


@router.get(
    "/resolutions",
    auth=gates.open_gate,
    operation_id="resolutions",
    summary="Resolutions with how many of their targets are met",
    openapi_extra=described({200: target_shapes.Resolutions, 400: None}),
)
def listed(request: HttpRequest) -> HttpResponse:
    """Those of which you may see a target, each in the year that matters now."""
    parameters.read(request, ())
    reader = Reader(gates.actor_in(request))
    return answers.marked(
        request, target_shapes.Resolutions([_resolution(reader, each) for each in boards.boards(reader)])
    )


@router.get(
    "/resolutions/{str:code}",
    auth=gates.open_gate,
    operation_id="resolution",
    summary="The board of a resolution",
    openapi_extra=described({200: target_shapes.ResolutionBoard, 400: None, 404: None}, (YEAR,)),
)
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The targets of a resolution in a year with their lights, as far as you may see them."""
    reader, words = Reader(gates.actor_in(request)), parameters.read(request, (YEAR,))
    year = targets.year_of(words["year"]) if "year" in words else None
    found = boards.board(reader, code, year)
    shown = [targets.target(reader, each) for each in found.standings]
    return answers.marked(request, target_shapes.ResolutionBoard(_resolution(reader, found), shown))


@router.put(
    "/resolutions/{str:code}",
    auth=gates.bearer_or_session,
    operation_id="resolutionKeep",
    summary="Enter or change a resolution",
    openapi_extra=described(
        {200: target_shapes.ResolutionKept} | dict.fromkeys((400, 401, 403, 409, 413, 415, 422)),
        body=body(target_shapes.ResolutionWanted, "resolution"),
    ),
)
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Needs `target.set` on the place for all sectors. A resolution of a pack is changed in the pack (409). Targets are
    put into it by naming its code (`resolution`).
    """
    parameters.read(request, ())
    said = bodies.shaped(request, target_shapes.ResolutionWanted)
    years, basis = (said.first_year, said.last_year), targets.basis_of(said.basis)
    wanted = WantedPaper(code, said.name_vi, said.name_en, said.area, *years, basis)
    changed = resolutions.keep(gates.actor_in(request), wanted)
    return answers.plain(target_shapes.ResolutionKept(code, changed))


@router.get(
    "/resolutions/{str:code}/table",
    auth=gates.open_gate,
    operation_id="resolutionTable",
    summary="The targets of a resolution as a table",
    openapi_extra=described({200: bytes, 400: None, 404: None}, (FORMAT,)),
)
def board_table(request: HttpRequest, code: str) -> HttpResponse:
    """All years of the resolution, as `POST /targets/table` takes them back."""
    reader, words = Reader(gates.actor_in(request)), parameters.read(request, (FORMAT,))
    return _file(reader, papers.of_resolution(reader, code), words.get("format", "csv"), f"targets-{code}")


def _file(reader: Reader, held: list[Goal], kind: str, name: str) -> HttpResponse:
    content = (papers.as_workbook if kind == "xlsx" else papers.as_csv)(reader, held)
    response = HttpResponse(content, content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _resolution(reader: Reader, found: Board) -> target_shapes.Resolution:
    paper = found.paper
    return target_shapes.Resolution(
        code=paper.code,
        name_vi=paper.name_vi,
        name_en=paper.name_en,
        area=dressing.area(_version(reader, paper.area)),
        first_year=paper.first_year,
        last_year=paper.last_year,
        basis=targets.basis(paper.basis),
        pack=not paper.kept,
        year=found.year,
        years=list(found.years),
        met=found.met,
        targets=len(found.standings),
        counts=found.counts,
        page=f"/resolutions/{paper.code}/?year={found.year}",
    )


def _version(reader: Reader, area: int) -> Version:
    return reader.index.version(area, timezone.localdate()) or reader.index.history(area)[-1]
