"""The tables of packs: forms that a pack holds as tables, and how answers of a form become figures.

`questionnaires.csv` names the form, its source, and where place and period are found. `questionnaire_questions.csv`
and `questionnaire_choices.csv` are an XLSForm that can be reviewed line by line: a workbook is made of them, which the
page hands out. `questionnaire_maps.csv` says which question fills which cell.
"""

from collections.abc import Mapping
from typing import Any

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Registry, Table
from terrace.facts.questionnaires import packed
from terrace.facts.questionnaires.models import Gather, Map, Plan

SLUG = ("[a-z][a-z0-9-]*", "mã: chữ thường, số và dấu -", "a code: lower-case letters, digits, -")
WORD = ("[A-Z][A-Z0-9_]*", "mã: chữ hoa, số và dấu _", "a code: capital letters, digits, _")
FORM = columns.code(
    "form", r"[A-Za-z0-9_.-]+", "mã phiếu: chữ không dấu, số, dấu _ - .", "a form id: letters, digits, _ - ."
)
PATH = r"[A-Za-z_][\w.-]*(/[A-Za-z_][\w.-]*)*"
PATH_HINT = ("đường dẫn câu hỏi, ví dụ animals/number", "the path of a question such as animals/number")
QUESTIONNAIRES = (
    FORM,
    columns.text("name_vi", "tên tiếng Việt", "the Vietnamese name"),
    columns.text("name_en", "tên tiếng Anh", "the English name"),
    columns.text("version", "phiên bản, ví dụ 2026112201", "a version such as 2026112201", required=False),
    columns.code("sector", *SLUG),
    columns.code("source", *SLUG),
    columns.code("place", PATH, "câu hỏi, hoặc grant", "a question, or grant"),
    columns.code("period", PATH, "câu hỏi, hoặc received", "a question, or received"),
    columns.code("because", PATH, *PATH_HINT, required=False),
)
TEXTS = ("label", "hint", "constraint")
QUESTIONS = (
    FORM,
    columns.text("type", "loại câu hỏi của XLSForm", "a type of XLSForm"),
    columns.text("name", "tên câu hỏi", "the name of the question", required=False),
    *(
        columns.text(f"{name}_{language}", "văn bản", "a text", required=False)
        for name in TEXTS
        for language in ("vi", "en")
    ),
    *(columns.text(name, "như trong XLSForm", "as in XLSForm", required=False) for name in packed.PLAIN),
)
CHOICES = (
    FORM,
    columns.text("list_name", "tên danh sách", "the name of the list"),
    columns.text("name", "mã lựa chọn", "the code of the choice"),
    columns.text("label_vi", "nhãn tiếng Việt", "the Vietnamese label"),
    columns.text("label_en", "nhãn tiếng Anh", "the English label"),
    columns.text("filter", "mã để lọc", "a code to filter by", required=False),
)
MAPS = (
    FORM,
    columns.code("question", PATH, *PATH_HINT),
    columns.code("where", rf"{PATH}=[\w.-]+", "câu hỏi=mã", "question=code", required=False),
    columns.choice("gather", {word: word for word in Gather.values}),
    columns.code("indicator", *WORD),
    columns.text("breakdown", "phân tổ, ví dụ SEX=F", "a breakdown such as SEX=F", required=False),
    columns.decimal("factor", required=False),
)


def register(registry: Registry) -> None:
    """Hand the tables to the packs."""
    registry.add(
        Table("questionnaires", QUESTIONNAIRES, _plans),
        Table("questionnaire_questions", QUESTIONS, lambda _: Counts()),
        Table("questionnaire_choices", CHOICES, packed.load),
        Table("questionnaire_maps", MAPS, _maps),
    )
    registry.finish(packed.check)


def _plans(batch: Batch) -> Counts:
    return merge(batch, Plan, ("form",), [(record, record.values) for record in batch.sound])


def _maps(batch: Batch) -> Counts:
    keys = ("form", "question", "condition", "indicator", "breakdown")
    return merge(batch, Map, keys, [(record, _map(record.values)) for record in batch.sound])


def _map(values: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in values.items() if name not in {"where", "factor"}}
    return {**rest, "condition": values["where"], "factor": values["factor"] or 1}
