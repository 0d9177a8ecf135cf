"""XLSForm → XForm by `pyxform`, without its Java validator; what is wrong becomes faults with sheet, row and column.

`pyxform` does not look into expressions, and a phone cannot open a form with a broken one: their syntax is checked
here, and functions that ODK does not know are warned of. It is imported when a form comes, which is seldom.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import ParseError

import python_calamine as calamine
from lxml import etree

from terrace.base.kernel.problems import Fault, Refused
from terrace.base.packs.columns import meant, nearest
from terrace.facts.questionnaires import problems, structure
from terrace.facts.questionnaires.structure import Structure

LIMIT_MB = 10
FORM_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
#: Functions of the ODK XForms specification; XPath's own among them.
FUNCTIONS = frozenset(
    re.split(
        r"\s+",
        """abs acos area asin atan atan2 base64-decode boolean boolean-from-string ceiling checklist coalesce concat
    contains cos count count-non-empty count-selected current date date-time decimal-date-time decimal-time digest
    distance ends-with enclosed-area exp exp10 extract-signed false floor format-date format-date-time geofence id if
    indexed-repeat instance int intersects join jr:choice-name jr:itext last local-name log log10 max min
    namespace-uri normalize-space not now number once pi position pow property pulldata random randomize regex round
    selected selected-at sin sqrt starts-with string string-length substr substring substring-after substring-before
    sum tan thousands-sep today translate true uuid weighted-checklist name lang comment node text""",
    )
)
#: Words of the column `type` that are no types by themselves.
WORDS = ("select_one", "select_multiple", "begin_group", "end_group", "begin_repeat", "end_repeat", "rank")
_CALL = re.compile(r"(?<![\w.-])((?:jr:)?[a-z][\w-]*)\s*\(")
_NOT_ID = re.compile(r"[^A-Za-z0-9_.-]+", re.ASCII)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Converted:
    """A form that can be used, with what it is warned of."""

    xform: str
    structure: Structure
    warnings: tuple[Fault, ...]


def read(content: bytes, name: str) -> Converted:
    """The form of a workbook; raises Refused with every fault found."""
    if len(content) > LIMIT_MB * 2**20:
        raise problems.FORM_LARGE.problem(name, name=name, limit=LIMIT_MB)
    rows = Rows(content)
    remarks: list[str] = []
    xform = _convert(content, name, remarks, rows)
    found = structure.read(xform)
    faults = [*_wrong(found), *_expressions(found, rows)]
    if faults:
        raise Refused(faults)
    said = [problems.WARN_CONVERTER.fault(place(text, rows), why=_sentence(text)) for text in remarks]
    return Converted(xform, found, (*said, *_warnings(found, rows)))


def _convert(content: bytes, name: str, remarks: list[str], rows: "Rows") -> str:
    from pyxform.errors import PyXFormError

    try:
        return _converted(content, name, remarks)
    except PyXFormError as error:
        raise Refused([_fault(str(error), rows, name)]) from error
    except (ParseError, ValueError, KeyError, TypeError, AttributeError, OSError, zipfile.BadZipFile) as error:
        why = (str(error) or type(error).__name__).partition("\n")[0][:200]
        raise problems.FORM_FILE.problem(name, name=name, why=why) from error


def _converted(content: bytes, name: str, remarks: list[str]) -> str:
    """The converter takes the form's id from the name of the file when the form itself has none.

    Only workbooks are read: a text with bars would pass as a table in Markdown.
    """
    if not content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValueError("not a workbook of Excel")
    from pyxform.xls2xform import convert

    plain = PurePath(name)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{_NOT_ID.sub('_', plain.stem) or 'form'}{plain.suffix.lower()}"
        file.write_bytes(content)
        made: str = convert(file, warnings=remarks).xform
    return made


def _wrong(found: Structure) -> Iterator[Fault]:
    if not FORM_ID.fullmatch(found.form):
        yield problems.FORM_ID.fault("settings:2:form_id", form=found.form[:60])
    if not found.asked:
        yield problems.FORM_EMPTY.fault("survey")


def _expressions(found: Structure, rows: "Rows") -> Iterator[Fault]:
    for path, column, text in found.expressions:
        try:
            etree.XPath(text.replace("jr:", "jr-"))
        except etree.XPathError:
            yield problems.FORM_EXPRESSION.fault(rows.pointer(path, column), text=" ".join(text.split())[:120])


def _warnings(found: Structure, rows: "Rows") -> Iterator[Fault]:
    for question in found.questions:
        if not question.on_web:
            kind = question.type if question.control == "input" else question.control
            pointer = rows.pointer(question.path, "type")
            yield problems.WARN_TYPE.fault(pointer, question=question.path, type=kind)
    for path, column, text in found.expressions:
        for name in sorted(set(_CALL.findall(_QUOTED.sub("''", text))) - FUNCTIONS - {"and", "or", "div", "mod"}):
            yield problems.WARN_FUNCTION.fault(rows.pointer(path, column), name=name, text=text.strip()[:80])


class Rows:
    """The sheet `survey` as it was written, to find the row of a question."""

    def __init__(self, content: bytes) -> None:
        self.lines: list[list[str]] = []
        self.header: list[str] = []
        try:
            book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            sheet = next((name for name in book.sheet_names if name.strip().lower() == "survey"), None)
            if sheet:
                lines = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                self.lines = [[str(cell).strip() for cell in line] for line in lines]
                self.header = [name.lower() for name in self.lines[0]] if self.lines else []
        except (calamine.CalamineError, ValueError, OSError):
            pass  # the converter says what is wrong with the file

    def number(self, column: str, word: str) -> int | None:
        """The row, counted as Excel does, whose cell in the column is (or begins with) the word."""
        if column not in self.header:
            return None
        place = self.header.index(column)
        for number, line in enumerate(self.lines[1:], start=2):
            cell = line[place] if place < len(line) else ""
            if cell == word or (column == "type" and cell.partition(" ")[0] == word):
                return number
        return None

    def pointer(self, path: str, column: str) -> str:
        """`survey:12:constraint` of a question."""
        row = self.number("name", path.rpartition("/")[2])
        return f"survey:{row}:{column}" if row else f"survey:{path}:{column}"


#: What the converter says, the kind that it is, and the column that it means when it names none.
_SAID: list[tuple[str, problems.Kind, str]] = [
    (r"Unknown question type '(?P<word>[^']*)'", problems.FORM_TYPE, "type"),
    (r"Question with no type", problems.FORM_TYPE_MISSING, "type"),
    (r"(Question or group|Group|Repeat) with no name", problems.FORM_NAME_MISSING, "name"),
    (r"Names must begin with", problems.FORM_NAME_WRONG, "name"),
    (r"'name' value '(?P<word>[^']*)' is invalid\. (Questions|Repeat)", problems.FORM_NAME_TWICE, "name"),
    (r"List name not in choices sheet: (?P<word>\S+)", problems.FORM_LIST, "type"),
    (r"There should be a(n external_)?\s?choices sheet(?P<word>)", problems.FORM_LIST, "type"),
    (r"Unmatched '(?P<word>(begin|end)_\w+)'", problems.FORM_UNMATCHED, "type"),
    (r"Could not find the name '(?P<word>[^']*)'", problems.FORM_REFERENCE, ""),
    (r"survey element named '(?P<word>[^']*)' has no label", problems.FORM_LABEL, "label"),
    (r"(not recognized as a supported type|survey sheet|sheet named 'survey')", problems.FORM_FILE, ""),
]


def _fault(text: str, rows: Rows, name: str) -> Fault:
    """What the converter said, in both languages, at its place."""
    for pattern, kind, column in _SAID:
        if found := re.search(pattern, text):
            word = found.groupdict().get("word") or ""
            values = {"word": word or "choices", "name": name, "why": _sentence(text), **meant(_near(kind, word))}
            return kind.fault(place(text, rows, column, word), **values)
    return problems.FORM_REFUSED.fault(place(text, rows), why=_sentence(text))


def _near(kind: problems.Kind, word: str) -> str:
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    return nearest(word, [*QUESTION_TYPE_DICT, *WORDS]) if kind is problems.FORM_TYPE else ""


def place(text: str, rows: Rows, column: str = "", word: str = "") -> str:
    """`sheet:row:column` as far as the text of the converter tells it, or a look at the sheet does."""
    sheet = _first(r"[Oo]n the '(\w+)' sheet", text) or "survey"
    row = _first(r"\[row : (\d+)\]", text)
    named = column or _first(r"the '([^']+)' (?:value|column)", text)
    if not row and word and column in {"type", "label"}:
        row = str(rows.number("name" if column == "label" else "type", word) or "")
    return ":".join(part for part in (sheet, row, named) if part) if row else sheet


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def _sentence(text: str) -> str:
    """The text without its place, its dumps and its links, on one line."""
    plain = re.sub(r"\[row : \d+\]\s*|Learn more: \S+", "", text.partition("{'")[0])
    return " ".join(plain.split())[:300]
