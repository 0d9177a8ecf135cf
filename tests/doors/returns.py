"""Doors that hand in a whole return: the phone (as its script sends) and the page without script."""

from django.test import Client

from tests.doors.cases import CASES, MONTH, OWN, Case
from tests.doors.registry import TAKEN, Door, Outcome, Sender, intake

#: The form that asks for exactly these rows.
FORMS = {frozenset({"PIGS"}): "PIGS", frozenset({"AREA", "OUTPUT"}): "FARM", frozenset({"BIRTHS"}): "BIRTHS"}
OTHER = "a return has its own rows, place, period and source"
READ_ONLY = "a row that is final cannot be typed in"
ONCE = "a row stands once, with a figure or a reason from a list"
NO_NOTE = "there is no place for a note"
HIDDEN = {"another sector": (("return.unknown",), "returns of a sector that is not hers do not exist for her")}


def form_of(case: Case) -> str:
    """The form whose rows the case fills; nothing when there is none."""
    plain = all((fact.area, fact.period) == (OWN, MONTH) for fact in case.facts)
    return FORMS.get(frozenset(fact.indicator for fact in case.facts), "") if plain else ""


def elsewhere() -> dict[str, str]:
    """Cases that no return can hold."""
    names = (case.name for case in CASES if not form_of(case) or case.source != "commune")
    return dict.fromkeys((*names, "an unknown breakdown"), OTHER)


class Phone(Door):
    """`POST /api/v1/returns/…` as a page sends it that kept the return without a line."""

    name, title = "phone", "Phone"
    cannot = elsewhere()
    differs = HIDDEN

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        answer = Client(raise_request_exception=False).post(
            f"/api/v1/returns/{form_of(case)}/{OWN}/{MONTH}",
            intake(case).canonical,
            content_type="application/json",
            headers={**sender.bearer, "Idempotency-Key": "case", "X-Device": "phone"},
        )
        return TAKEN if answer.status_code == 201 else Outcome.problem(answer.json())


class Page(Door):
    """The page of the return sent as an ordinary form."""

    name, title = "web", "Web page"
    cannot = (
        elsewhere()
        | dict.fromkeys(("a cell twice", "a value and a reason", "a reason that there is not"), ONCE)
        | dict.fromkeys(("a note in a TCVN3 font", "a note in NFD"), NO_NOTE)
        | {"a final cell": READ_ONLY}
    )
    differs = HIDDEN | {
        "neither value nor reason": (("return.incomplete",), "an empty row is not handed in; the return says so")
    }

    def deliver(self, case: Case, sender: Sender) -> Outcome:
        client = Client(raise_request_exception=False)
        client.force_login(sender.person)
        address = f"/workspace/returns/{form_of(case)}/{OWN}/{MONTH}/"
        answer = client.post(address, _posted(case))
        if answer.status_code == 302:
            return TAKEN
        return Outcome(frozenset(fault["code"] for fault in answer.context["faults"]))


def _posted(case: Case) -> dict[str, str]:
    """The fields of the form, as typed by somebody who reads Vietnamese."""
    found = {"key": "case", "because": case.because}
    for fact in case.facts:
        row = f"{fact.indicator}|{fact.breakdown or ''}"
        found[f"value:{row}"] = "" if fact.value is None else str(fact.value).replace(".", ",")
        found[f"reason:{row}"] = fact.reason or ""
        found[f"because:{row}"] = fact.because or ""
    return found


DOORS = (Phone(), Page())
