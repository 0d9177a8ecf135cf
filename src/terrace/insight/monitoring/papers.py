"""Rules as one table that a specialist edits in Excel: out of what holds, and back in.

    as_workbook(rules)              a row for each rule, choices with lists; `place` and `revision` say which it is
    read(content, name, home)       what the table asks for that does not hold yet
    write(actor, changes, stay)     all of it or nothing; `stay` False tries only whether it would be taken

Rules that are not in the table stay as they are; `active` no switches one off.
"""

import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from terrace.base.access.policy import Actor
from terrace.base.access.roles import ROLES
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.packs import columns
from terrace.base.packs.reading import Row
from terrace.base.places import index as places
from terrace.facts.workbooks import figures
from terrace.facts.workbooks import tables as workbook_tables
from terrace.facts.workbooks.figures import Content
from terrace.facts.workbooks.styles import Styles
from terrace.insight.monitoring import changing, checking, paper_problems, rules, tables
from terrace.insight.monitoring.changing import Draft
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.rules import Params, RuleSpec

#: Those of packs, then the place (its code) and the revision that the row was made from.
COLUMNS: Final = (
    *tables.COLUMNS,
    columns.text("place", "mã địa bàn, để trống là của bạn", "a code of a place, empty for your own", required=False),
    columns.integer("revision", 0, 1_000_000, required=False, empty=0),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
NEEDED: Final = ("code", "name_vi", "name_en", "kind")
PARAMS: Final = tuple(each.name for each in fields(Params))
WIDE: Final = {"name_vi": 48, "name_en": 48, "advice_vi": 48, "advice_en": 48, "code": 28, "indicator": 20}
WIDTH: Final = 12
#: Rows of a file, and rules that it may change at once.
MOST, MOST_CHANGED = 1_000, 50
_LAYOUT: Final = workbook_tables.Layout(NEEDED, MOST, paper_problems.COLUMN, paper_problems.EMPTY, paper_problems.LONG)
#: Digits that a number of a spreadsheet keeps.
DIGITS: Final = 15
_LEVELS: Final = {number: word for word, number in tables.LEVELS.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """A row that asks for something new: the rule as it would be, as it holds (None: a new one), and which columns."""

    line: int
    draft: Draft
    before: Draft | None
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table asks for; `same` rows say what holds already."""

    changes: tuple[Change, ...]
    same: int


def cell(rule: RuleSpec | Draft, name: str) -> str:
    """A column of a rule as the table writes it."""
    value: Any
    if name in PARAMS:
        value = getattr(rule.params, name)
    elif name == "place":
        value = _code(rule.area) if rule.area else ""
    elif name == "level":
        value = _LEVELS.get(rule.level, "")
    elif name == "active":
        value = "yes" if rule.active else "no"
    else:
        value = getattr(rule, name)
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value).replace("\r\n", "\n")


def _code(area: int) -> str:
    """The code of a place, also of one that has ended."""
    index = places.current()
    version = index.version(area, timezone.localdate()) or next(iter(index.history(area)[-1:]), None)
    return version.code if version else ""


# out


def as_workbook(listed: Iterable[RuleSpec]) -> bytes:
    """A workbook whose first sheet has the rules; the second says what each column wants."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    styles, sheet = Styles(book), book.add_worksheet("warning_rules")
    for column, name in enumerate(NAMES):
        sheet.set_column(column, column, WIDE.get(name, WIDTH))
        sheet.write_string(0, column, name, styles.head)
    last = 0
    for last, rule in enumerate(listed, start=1):
        for column, name in enumerate(NAMES):
            _write_cell(sheet, last, column, cell(rule, name), styles)
    _offer(sheet, last)
    sheet.freeze_panes(1, 1)
    _explain(book.add_worksheet("help"), styles)
    book.close()
    return content.getvalue()


def _write_cell(sheet: Worksheet, line: int, column: int, text: str, styles: Styles) -> None:
    """A number is one in Excel too, as far as it can keep it."""
    numeric = NAMES[column] in {*PARAMS, "clearing", "severity", "deadline_days", "revision"}
    if numeric and columns.NUMBER.fullmatch(text) and sum(sign.isdigit() for sign in text) <= DIGITS:
        sheet.write_number(line, column, float(text), styles.label)
    else:
        sheet.write_string(line, column, text, styles.label)


def _offer(sheet: Worksheet, last: int) -> None:
    """Lists where there is a choice."""
    choices = {
        "kind": [str(kind) for kind in RuleKind],
        "level": [*tables.LEVELS],
        "direction": [*tables.WAYS],
        "severity": ["1", "2", "3", "4"],
        "owner_role": [role.code for role in ROLES.values() if checking.is_role(role.code)],
        "active": ["yes", "no"],
    }
    for name, offered in choices.items():
        at = NAMES.index(name)
        sheet.data_validation(1, at, last + 200, at, {"validate": "list", "source": offered})


def _explain(sheet: Worksheet, styles: Styles) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 70)
    for line, column in enumerate(COLUMNS):
        sheet.write_string(line, 0, column.name, styles.head)
        sheet.write_string(line, 1, column.hint_vi, styles.label)
        sheet.write_string(line, 2, column.hint_en, styles.label)


# in


def read(content: bytes, name: str, home: int) -> Asked:
    """What the table asks for; raises Refused with every fault, at `/rows/12/severity`. `home`: where a row without a
    place holds."""
    book = rules.read()
    faults: list[Fault] = []
    changes: list[Change] = []
    lines = list(_lines(content, name))
    seen: dict[str, int] = {}
    for line, cells in lines:
        found = _draft(line, cells, home, faults)
        if found is None:
            continue
        if (first := seen.setdefault(found.code, line)) != line:
            faults.append(paper_problems.TWICE.fault(f"/rows/{line}/code", first=first))
        elif change := _change(line, found, book.rule(found.code), home):
            changes.append(change)
    if faults:
        raise Refused(faults)
    if len(changes) > MOST_CHANGED:
        raise paper_problems.MANY.problem("/rows", changed=len(changes), most=MOST_CHANGED)
    return Asked(tuple(changes), len(lines) - len(changes))


def _change(line: int, draft: Draft, kept: RuleSpec | None, home: int) -> Change | None:
    """The change that a row asks for; None when just this holds."""
    before = changing.drafted(kept, kept.area or home) if kept else None
    compared = [name for name in NAMES if name not in ("code", "revision")]
    if before is None:
        return Change(line, draft, None, tuple(name for name in compared if cell(draft, name)))
    differ = tuple(name for name in compared if _value(draft, name) != _value(before, name))
    return Change(line, draft, before, differ) if differ else None


def _value(draft: Draft, name: str) -> object:
    """What counts when two rules are compared: 10 is 10.0, blanks around a text are nothing."""
    if name == "place":
        return draft.area
    found = getattr(draft.params if name in PARAMS else draft, name)
    return _tidied(found) if isinstance(found, str) else found


def _tidied(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def _lines(content: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the table as texts; a column that is not ours is refused."""
    found = workbook_tables.read(content, name, _LAYOUT)
    if odd := next((each for each in found.columns if each and each not in NAMES), ""):
        raise paper_problems.UNKNOWN.problem("/rows/1", column=odd[:60])
    for line, cells in found.lines:
        yield line, {column: _text(content) for column, content in cells.items()}


def _text(content: Content) -> str:
    """A cell as somebody wrote it; the mark before what looks like a formula is ours."""
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, int | float | Decimal):
        number = figures.exact(content)
        return "" if number is None else format(number, "f")
    if isinstance(content, datetime | date):
        return content.isoformat()
    text = _tidied("" if content is None else str(content))
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def _draft(line: int, cells: Mapping[str, str], home: int, faults: list[Fault]) -> Draft | None:
    """The rule of a row; None when a cell of it cannot be read, which is noted."""
    row, wrong = Row("", line, dict(cells), comma=True), list[Fault]()
    values: dict[str, Any] = {}
    for column in COLUMNS:
        own: list[Fault] = []
        values[column.name] = column.value(row, own)
        wrong += [replace(fault, pointer=f"/rows/{line}/{column.name}") for fault in own]
    area = _area(values.pop("place"), home)
    if area is None:
        wrong.append(paper_problems.PLACE.fault(f"/rows/{line}/place", code=cells.get("place", "")[:60]))
    faults += wrong
    params = Params(**{name: values.pop(name) for name in PARAMS})
    return None if wrong or area is None else Draft(area=area, params=params, **values)


def _area(code: str, home: int) -> int | None:
    """Excel drops the zero of `08` and `01273`."""
    index, today = places.current(), timezone.localdate()
    padded = (code, code.zfill(2), code.zfill(5)) if code.isdigit() else (code,)
    return next((found for each in padded if (found := index.resolve(each, today))), None) if code else home


def write(actor: Actor, changes: Sequence[Change], *, stay: bool) -> int:
    """Change the rules; raises Refused with every fault, each at its row, and then nothing is changed. How many
    changed."""
    faults: list[Fault] = []
    with transaction.atomic():
        changed = sum(_changed(actor, change, faults) for change in changes)
        if faults:
            raise Refused(faults)
        if not stay:
            transaction.set_rollback(True)
    rules.expire()
    return changed


def _changed(actor: Actor, change: Change, faults: list[Fault]) -> bool:
    """Whether something changed; what is refused is noted at its row."""
    try:
        with transaction.atomic():
            return changing.change(actor, change.draft)
    except Refused as refused:
        faults += [replace(fault, pointer=f"/rows/{change.line}{fault.pointer}") for fault in refused.faults]
        return False
