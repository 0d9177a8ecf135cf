"""Doors that take a form which somebody filled in: the workbook of a return, a questionnaire, values of DHIS2."""

import uuid
from decimal import Decimal
from io import BytesIO
from typing import ClassVar
from xml.sax.saxutils import escape

import msgspec
from django.test import Client
from openpyxl import load_workbook

from terrace.base.kernel.problems import Refused
from terrace.facts.collection.intake import Fact
from terrace.facts.questionnaires import receiving
from terrace.facts.questionnaires.models import State as AnswerState
from terrace.facts.returns import queries as returns
from terrace.facts.workbooks import actions, drawing
from terrace.facts.workbooks.forms import BECAUSE, REASON, VALUE, reason_name
from terrace.facts.workbooks.models import State
from terrace.facts.workbooks.outcomes import Outcome as Upload
from tests.doors.cases import CASES, MONTH, OWN, Case
from tests.doors.registry import TAKEN, Door, Outcome, Sender
from tests.doors.returns import NO_NOTE, ONCE, elsewhere, form_of

EXACT = "a spreadsheet keeps fifteen digits of a number"


class Workbook(Door):
    """The workbook of a return, downloaded, filled in and sent back."""

    name, title = "excel", "Excel"
    cannot: ClassVar = (
        elsewhere()
        | dict.fromkeys(("a cell twice", "a value and a reason", "a reason that there is not"), ONCE)
        | dict.fromkeys(("a note in a TCVN3 font", "a note in NFD"), NO_NOTE)
        | {"forty digits": EXACT, "another sector": "she cannot download a return that is not hers"}
        | {"neither value nor reason": "a row left blank is not handed in"}
    )
    differs: ClassVar = {"a reason in NFD": ((), "old fonts and NFD are converted in workbooks")}

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        sheet = returns.sheet(sender.actor, form_of(case), OWN, MONTH, "vi")
        content = _filled(drawing.draw([sheet], language="vi"), case)
        upload = actions.receive(sender.actor, "bieu.xlsx", content, because=case.because)
        found = Upload.read(upload.outcome)
        codes = frozenset(fault.code for each in found.sheets for fault in each.faults)
        assert (upload.state == State.STORED) == (not codes), upload.outcome
        return Outcome(codes)


def _filled(content: bytes, case: Case) -> bytes:
    """The workbook with the figures of the case typed in."""
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for fact in case.facts:
        start = f"{fact.indicator}|{fact.breakdown or ''}|"
        row = next(row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 1).value or "").startswith(start))
        typed = (fact.value, reason_name(fact.reason, "vi") or None, fact.because)
        for column, said in zip((VALUE, REASON, BECAUSE), typed, strict=True):
            if said is not None:
                sheet.cell(row, column + 1, said)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


ASKED = "the questionnaire asks for one figure of these indicators, of her own commune, on a day"
#: What the questionnaire asks, by indicator.
QUESTIONS = {"PIGS": "pigs", "AREA": "area", "OUTPUT": "output"}


def _unasked() -> dict[str, str]:
    """Cases that say something else than figures of a day."""
    said = {case.name: [fact for fact in case.facts if fact.value is not None and not fact.reason] for case in CASES}
    found = elsewhere() | {
        case.name: ASKED
        for case in CASES
        if len(said[case.name]) != len(case.facts) or not {fact.indicator for fact in case.facts} <= QUESTIONS.keys()
    }
    return found | dict.fromkeys(("a note in a TCVN3 font", "a note in NFD"), NO_NOTE) | {"a cell twice": ASKED}


class Questionnaire(Door):
    """An answer as ODK Collect sends it."""

    name, title = "odk", "ODK"
    cannot: ClassVar = _unasked()

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        try:
            answer = receiving.receive(sender.actor, _instance(case))
        except Refused as refused:
            return Outcome.of(refused)
        return (
            TAKEN if answer.state == AnswerState.COUNTED else Outcome(frozenset(_code(each) for each in answer.faults))
        )


def _code(fault: dict[str, str]) -> str:
    return fault["code"]


def _instance(case: Case) -> bytes:
    answers = {QUESTIONS[fact.indicator]: str(fact.value) for fact in case.facts}
    why = case.because or next((fact.because for fact in case.facts if fact.because), "")
    inner = "".join(f"<{name}>{answers.get(name, '')}</{name}>" for name in QUESTIONS.values())
    return (
        f"<?xml version='1.0' ?><data id='doors' version='1' xmlns:orx='http://openrosa.org/xforms'><day>2026-10-20</day>"
        f"{inner}<why>{escape(why)}</why><orx:meta><orx:instanceID>uuid:{uuid.uuid4()}</orx:instanceID></orx:meta></data>"
    ).encode()


NO_REASON = "a data value has no reason and no status"
COMMENT = "a data value has a comment, the set has none"


UNMAPPED = (("dhis2.unmapped",), "codes are those of the mapping")


class DataValues(Door):
    """`POST /api/v1/dhis2/dataValueSets`."""

    name, title = "dhis2", "DHIS2"
    cannot: ClassVar = (
        dict.fromkeys(("not applicable is a reason", "a value and a reason", "a reason that there is not"), NO_REASON)
        | dict.fromkeys(("a note in a TCVN3 font", "a note in NFD", "a soft rule with a reason for all"), COMMENT)
        | {"an unknown source": "the source is that of the data set"}
    )
    differs: ClassVar = (
        dict.fromkeys(("an unknown indicator", "a computed indicator", "an unknown breakdown"), UNMAPPED)
        | {"neither value nor reason": (("exchange.value_missing",), "said in the words of DHIS2")}
        | {"a period that is none": (("dhis2.period",), "periods are written as in DHIS2")}
        | {"no observation": (("message.empty",), "a message without values says so")}
    )

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        body = {"dataSet": "MONTHLY", "dataValues": [_value(fact) for fact in case.facts]}
        answer = Client(raise_request_exception=False).post(
            "/api/v1/dhis2/dataValueSets?idScheme=code",
            msgspec.json.encode(body),
            content_type="application/json",
            headers={**sender.bearer, "Idempotency-Key": "case"},
        )
        if answer.status_code == 200:
            return TAKEN
        if "response" not in answer.json():
            return Outcome.problem(answer.json())
        return Outcome(frozenset(each["errorCode"] for each in answer.json()["response"]["conflicts"]))


def _value(fact: Fact) -> dict[str, object]:
    found: dict[str, object] = {
        "dataElement": fact.indicator,
        "orgUnit": fact.area,
        "period": fact.period.replace("-M", "").replace("-", ""),
        "value": None if fact.value is None else str(Decimal(fact.value)),
        "comment": fact.because or "",
        "deleted": fact.reason == "missing",
    }
    return found | ({"categoryOptionCombo": str(fact.breakdown).removeprefix("SEX=")} if fact.breakdown else {})


DOORS = (Workbook(), Questionnaire(), DataValues())
