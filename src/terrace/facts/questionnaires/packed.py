"""A form that a pack holds as tables: made into a workbook and kept as a version, and its map checked whole."""

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.packs import columns
from terrace.base.packs.reading import Row
from terrace.base.packs.registry import Batch, Counts
from terrace.base.places.models import Level, Place
from terrace.facts.catalogue import snapshot
from terrace.facts.questionnaires import conversion, problems, uploading
from terrace.facts.questionnaires.models import Plan, Questionnaire, Version
from terrace.facts.questionnaires.uploading import Book, Home

#: Columns of XLSForm that are the same in every language.
PLAIN = (
    "required",
    "relevant",
    "constraint",
    "calculation",
    "appearance",
    "choice_filter",
    "repeat_count",
    "default",
    "parameters",
)
LANGUAGES = {"vi": "Tiếng Việt (vi)", "en": "English (en)"}
_SURVEY = {"label": "label", "hint": "hint", "constraint": "constraint_message"}


def load(batch: Batch) -> Counts:
    """Keep a version of each form that the pack holds; the codes are `form@version`."""
    if batch.faults:
        return Counts()
    added, same = list[str](), 0
    for form, questions in _by_form(batch.raw.get("questionnaire_questions", ())).items():
        plan = Plan.objects.filter(form=form).first()
        if plan is None:
            batch.faults.append(problems.PLAN_FORM.fault(questions[0].pointer("form"), form=form, **columns.meant("")))
        elif _keep(batch, plan, questions):
            added.append(f"{form}@{plan.version}")
        else:
            same += 1
    return Counts(added=tuple(added), unchanged=same)


def _by_form(rows: tuple[Row, ...] | list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.cells.get("form", "")].append(row)
    return found


def _keep(batch: Batch, plan: Plan, questions: list[Row]) -> bool:
    """True when there is a new version."""
    choices = _by_form(batch.raw.get("questionnaire_choices", ())).get(plan.form, [])
    content = workbook(plan, questions, choices)
    name = f"{plan.form}.xlsx"
    home = Home(Place.objects.only("pk").get(level=Level.COUNTRY).pk, plan.sector)
    try:
        converted = conversion.read(content, name)
        return uploading.store(SYSTEM, converted, Book(name, content), home).created
    except Refused as refused:
        batch.faults.extend(_placed(fault, plan, questions, choices) for fault in refused.faults)
        return False


def _placed(fault: Fault, plan: Plan, questions: list[Row], choices: list[Row]) -> Fault:
    """The fault at the row of the pack's own table."""
    if fault.code == problems.FORM_VERSION_SAME.code:
        return problems.PLAN_VERSION.fault(questions[0].pointer("form"), form=plan.form, version=plan.version)
    sheet, _, rest = fault.pointer.partition(":")
    number, _, column = rest.partition(":")
    rows = {"survey": questions, "choices": choices}.get(sheet, questions)
    if number.isdecimal() and 0 <= int(number) - 2 < len(rows):
        return replace(fault, pointer=rows[int(number) - 2].pointer(column))
    return replace(fault, pointer=f"{questions[0].file}:{fault.pointer}")


def workbook(plan: Plan, questions: list[Row], choices: list[Row]) -> bytes:
    """The XLSForm of the tables."""
    import xlsxwriter  # only for packs: no process waits for it at its start

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _sheet(book, "survey", [_question(row.cells) for row in questions])
    _sheet(book, "choices", [_choice(row.cells) for row in choices])
    settings = {"form_id": plan.form, "form_title": plan.name_vi, "version": plan.version}
    _sheet(book, "settings", [{**settings, "default_language": LANGUAGES["vi"]}])
    book.close()
    return out.getvalue()


def _question(cells: Mapping[str, str]) -> dict[str, str]:
    texts = {
        f"{column}::{LANGUAGES[language]}": cells.get(f"{name}_{language}", "")
        for name, column in _SURVEY.items()
        for language in LANGUAGES
    }
    plain = {name: cells.get(name, "") for name in PLAIN}
    return {"type": cells.get("type", ""), "name": cells.get("name", ""), **texts, **plain}


def _choice(cells: Mapping[str, str]) -> dict[str, str]:
    texts = {f"label::{name}": cells.get(f"label_{language}", "") for language, name in LANGUAGES.items()}
    return {"list_name": cells["list_name"], "name": cells["name"], **texts, "filter": cells.get("filter", "")}


def _sheet(book: Any, name: str, rows: list[dict[str, str]]) -> None:
    """Columns that are empty in every row are left out."""
    sheet = book.add_worksheet(name)
    header = [column for column in (rows[0] if rows else {}) if any(row[column] for row in rows)]
    for place, column in enumerate(header):
        sheet.write_string(0, place, column)
        for number, row in enumerate(rows, start=1):
            sheet.write_string(number, place, row[column])


def check(batch: Batch) -> None:
    """The tables against the catalogue and against what the forms ask, after everything is loaded."""
    if batch.faults:
        return
    for row in batch.raw.get("questionnaires", ()):
        batch.faults.extend(_plan_faults(row))
    seen: dict[tuple[str, ...], str] = {}
    for row in batch.raw.get("questionnaire_maps", ()):
        batch.faults.extend(_map_faults(row, seen))


def _plan_faults(row: Row) -> Iterator[Fault]:
    now, cells = snapshot.current(), row.cells
    yield from _code(row, "source", now.sources, "nguồn", "source")
    yield from _code(row, "sector", now.sectors, "lĩnh vực", "sector")
    for column, word in (("place", "grant"), ("period", "received"), ("because", "")):
        if cells.get(column, "") not in {"", word}:
            yield from _question_faults(row, column)


def _code(row: Row, column: str, known: Mapping[str, Any], vi: str, en: str) -> Iterator[Fault]:
    code = row.cells.get(column, "")
    if code not in known:
        near = columns.meant(columns.nearest(code, known))
        yield problems.PLAN_CODE.fault(row.pointer(column), what_vi=vi, what_en=en, code=code, **near)


def _question_faults(row: Row, column: str) -> Iterator[Fault]:
    """The question is one of the form's, as far as the form is known."""
    form, path = row.cells["form"], row.cells.get(column, "")
    asked = _asked(form)
    if asked and path not in asked:
        near = columns.meant(columns.nearest(path, asked))
        yield problems.PLAN_QUESTION.fault(row.pointer(column), form=form, question=path, **near)


def _asked(form: str) -> dict[str, dict[str, Any]]:
    """Questions of the newest version by path, and the repeats and groups that they are in; empty for no form."""
    found = Questionnaire.objects.filter(form=form).select_related("current").first()
    version: Version | None = found.current if found else None
    asked = {each["path"]: each for each in version.questions} if version else {}
    groups = {path.rpartition("/")[0] for path in asked} - {""}
    return {**{group: {"type": "group", "repeated": False} for group in groups}, **asked}


def _map_faults(row: Row, seen: dict[tuple[str, ...], str]) -> Iterator[Fault]:
    cells, now = row.cells, snapshot.current()
    if not Plan.objects.filter(form=cells["form"], retired=False).exists():
        yield problems.PLAN_FORM.fault(row.pointer("form"), form=cells["form"], **columns.meant(""))
    yield from _code(row, "indicator", now.indicators, "chỉ tiêu", "indicator")
    spec = now.indicators.get(cells["indicator"])
    if spec and now.breakdown(spec, cells.get("breakdown", "")) is None:
        near = columns.meant(columns.nearest(cells["breakdown"], spec.breakdowns))
        values = {"what_vi": "phân tổ", "what_en": "breakdown", "code": cells["breakdown"]}
        yield problems.PLAN_CODE.fault(row.pointer("breakdown"), **values, **near)
    yield from _question_faults(row, "question")
    yield from _kind_faults(row)
    yield from _mixed_faults(row, seen)


def _kind_faults(row: Row) -> Iterator[Fault]:
    """A sum needs a number; a single value no repeat; the condition a question."""
    form, gather = row.cells["form"], row.cells["gather"].lower()
    asked = _asked(form)
    question = asked.get(row.cells["question"])
    if question and gather != "count" and (question["type"] not in {"int", "decimal"}):
        yield problems.PLAN_KIND.fault(row.pointer("gather"), question=row.cells["question"], gather=gather)
    condition = row.cells.get("where", "").partition("=")[0]
    if condition and asked and condition not in asked:
        near = columns.meant(columns.nearest(condition, asked))
        yield problems.PLAN_QUESTION.fault(row.pointer("where"), form=form, question=condition, **near)


def _mixed_faults(row: Row, seen: dict[tuple[str, ...], str]) -> Iterator[Fault]:
    """Rows of one cell are added up: all of them amounts to add."""
    cells = row.cells
    cell, gather = (cells["form"], cells["indicator"], cells.get("breakdown", "")), cells["gather"].lower()
    if cell in seen and "value" in {gather, seen[cell]}:
        yield problems.PLAN_MIXED.fault(row.pointer("gather"), indicator=cells["indicator"])
    seen[cell] = gather
