"""A set of data values through the door, and the import summary that DHIS2 would give."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from terrace.base.access.policy import Actor
from terrace.base.kernel.problems import Fault, Refused
from terrace.base.places import index
from terrace.facts.catalogue import snapshot
from terrace.facts.collection import actions
from terrace.facts.collection.checking import CellKey, cells
from terrace.facts.collection.deliveries import Delivery
from terrace.facts.collection.intake import Fact, Intake
from terrace.facts.gateways import problems
from terrace.facts.gateways.dhis2 import mapping, values
from terrace.facts.gateways.dhis2.options import CREATE, DELETE, UPDATE, Options
from terrace.facts.gateways.dhis2.values import DataValueSet, Given

DOOR = "dhis2"


@dataclass(slots=True)
class Taking:
    """The values of a set on their way in: those that became facts, each with its number, and the faults of all."""

    givens: list[Given]
    numbers: list[int] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    source: str = ""
    #: Numbers of the values whose cells the source has a value for now.
    held: set[int] = field(default_factory=set)

    def drop(self, wrong: Iterable[int]) -> None:
        """Take out the facts at these places of the list."""
        gone = set(wrong)
        self.numbers = [number for at, number in enumerate(self.numbers) if at not in gone]
        self.facts = [fact for at, fact in enumerate(self.facts) if at not in gone]


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the values, in DHIS2's words. `submission` is None when nothing was stored."""

    imported: int
    updated: int
    deleted: int
    ignored: int
    faults: Sequence[Fault]
    givens: Sequence[Given]
    submission: int | None
    dry_run: bool

    @property
    def stored(self) -> int:
        return self.imported + self.updated + self.deleted

    @property
    def status(self) -> str:
        if not self.faults:
            return "SUCCESS"
        return "WARNING" if self.stored else "ERROR"


def take(actor: Actor, body: bytes, options: Options, key: str = "") -> Summary:
    """Hand a set in; raises Refused only when it cannot be read at all."""
    found = values.decode(body)
    taking = _mapped(found, options)
    taking.source = _source(found, options, taking)
    if options.atomic and taking.faults:
        taking.drop(range(len(taking.facts)))
    _select(taking, options)
    submission = _handed_in(actor, taking, options, key or str(uuid.uuid4()))
    return _summed_up(taking, submission, options)


def _mapped(found: DataValueSet, options: Options) -> Taking:
    mapper = mapping.mapper(options.schemes)
    taking = Taking(list(values.given(found)))
    for given in taking.givens:
        fact = mapper.fact(given)
        if isinstance(fact, Fact):
            taking.facts.append(fact)
            taking.numbers.append(given.number)
        else:
            taking.faults += fact
    if not taking.givens:
        taking.faults.append(problems.FILE_EMPTY.fault("/dataValues"))
    return taking


def _source(found: DataValueSet, options: Options, taking: Taking) -> str:
    """The source of the data set, else the one that the address names."""
    own = mapping.mapper(options.schemes).source(found.data_set)
    if isinstance(own, Fault):
        taking.faults.append(own)
    elif own and options.source and own != options.source:
        fault = problems.SOURCE_OTHER.fault("/dataSet", flow=found.data_set, own=own, asked=options.source)
        taking.faults.append(fault)
    elif not (own or options.source):
        taking.faults.append(problems.SOURCE_NONE.fault("/dataSet"))
    else:
        return own or options.source
    taking.drop(range(len(taking.facts)))
    return ""


def _select(taking: Taking, options: Options) -> None:
    """Leave out what the strategy leaves out."""
    if options.strategy == DELETE:
        taking.facts = [_deleted(fact) for fact in taking.facts]
    taking.held = _held(taking)
    if options.strategy in {CREATE, UPDATE}:
        wanted = options.strategy == UPDATE
        taking.drop([at for at, number in enumerate(taking.numbers) if (number in taking.held) is not wanted])


def _deleted(fact: Fact) -> Fact:
    return Fact(fact.indicator, fact.area, fact.period, None, "missing", fact.breakdown, because=fact.because)


_HELD = """
    SELECT c.number FROM collection_observation o
    JOIN unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::int[]) AS c (number, indicator, period, breakdown, area)
        ON o.indicator_id = c.indicator AND o.period = c.period AND o.breakdown_id = c.breakdown
        AND o.area_id = c.area
    WHERE o.source_id = %s AND o.value IS NOT NULL
"""


def _held(taking: Taking) -> set[int]:
    """The numbers of the values whose cell has a value of this source now."""
    spec = snapshot.current().sources.get(taking.source)
    known = [(number, cell) for number, fact in zip(taking.numbers, taking.facts, strict=True) if (cell := _cell(fact))]
    if spec is None or not known:
        return set()
    columns = [[number for number, _ in known], *([cell[at] for _, cell in known] for at in range(4))]
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [*columns, spec.id])
        return {row[0] for row in cursor.fetchall()}


def _cell(fact: Fact) -> CellKey | None:
    """The cell; None for codes that the door will refuse."""
    try:
        return next(iter(cells(Intake("", [fact]), snapshot.current(), index.current())), None)
    except (KeyError, ValueError):
        return None


def _handed_in(actor: Actor, taking: Taking, options: Options, key: str) -> int | None:
    """The number of the submission; None when nothing was stored."""
    while taking.facts:
        try:
            return _submit(Delivery(actor, key, DOOR, Intake(taking.source, taking.facts)), options)
        except Refused as refused:
            _refuse(taking, refused, options)
    return None


def _submit(delivery: Delivery, options: Options) -> int | None:
    """The number of the submission; None on a dry run. Raises Refused."""
    if not options.dry_run:
        return actions.submit(delivery.actor, delivery.key, delivery.door, delivery.intake).id
    if refused := actions.check([delivery])[0]:
        raise refused
    return None


def _refuse(taking: Taking, refused: Refused, options: Options) -> None:
    """Note the faults at the values that they are of; take these out, or all of them when one refuses all."""
    wrong: set[int] = set()
    for fault in refused.faults:
        parts = fault.pointer.split("/")
        at = int(parts[2]) if len(parts) > 2 and parts[1] == "observations" and parts[2].isdigit() else None  # noqa: PLR2004
        if at is None:
            taking.faults.append(fault)
            continue
        wrong.add(at)
        where = "/".join(["", "dataValues", str(taking.numbers[at]), *parts[3:]])
        texts = (fault.message_vi, fault.message_en, fault.advice_vi, fault.advice_en)
        taking.faults.append(Fault(fault.code, where, *texts, status=fault.status))
    everything = options.atomic or not wrong or any(_joint(fault) for fault in refused.faults)
    taking.drop(range(len(taking.facts)) if everything else wrong)


def _joint(fault: Fault) -> bool:
    """A broken rule is about several values together: which of them is wrong is not for us to choose."""
    return fault.code.startswith("rule.")


def _summed_up(taking: Taking, submission: int | None, options: Options) -> Summary:
    gone = [number for number, fact in zip(taking.numbers, taking.facts, strict=True) if fact.value is None]
    given = [number for number, fact in zip(taking.numbers, taking.facts, strict=True) if fact.value is not None]
    updated = sum(number in taking.held for number in given)
    return Summary(
        imported=len(given) - updated,
        updated=updated,
        deleted=len(gone),
        ignored=len(taking.givens) - len(given) - len(gone),
        faults=taking.faults,
        givens=taking.givens,
        submission=submission,
        dry_run=options.dry_run,
    )


PROPERTIES = {"dataElement": "element", "categoryOptionCombo": "combo", "orgUnit": "unit", "period": "period"} | {
    "attributeOptionCombo": "attribute",
    "value": "value",
}
#: What the door calls the parts of an observation, and DHIS2 the parts of a data value.
CALLED = {"indicator": "dataElement", "area": "orgUnit", "breakdown": "categoryOptionCombo"}
#: So many conflicts are told.
MOST_CONFLICTS = 1_000


def as_dhis2(summary: Summary, language: str = "vi") -> dict[str, Any]:
    """The answer of DHIS2, with our numbers beside its own."""
    taken = summary.status == "SUCCESS"
    messages = {
        "SUCCESS": "Import was successful.",
        "WARNING": "One or more conflicts encountered, please check import summary.",
        "ERROR": "Nothing was imported, please check import summary.",
    }
    return {
        "httpStatus": "OK" if taken else "Conflict",
        "httpStatusCode": 200 if taken else 409,
        "status": "OK" if taken else summary.status,
        "message": messages[summary.status],
        "response": {
            "responseType": "ImportSummary",
            "status": summary.status,
            "description": messages[summary.status],
            "importOptions": {"dryRun": summary.dry_run},
            "importCount": {
                "imported": summary.imported,
                "updated": summary.updated,
                "ignored": summary.ignored,
                "deleted": summary.deleted,
            },
            "conflicts": [_conflict(fault, summary.givens, language) for fault in summary.faults[:MOST_CONFLICTS]],
            "rejectedIndexes": sorted({at for fault in summary.faults if (at := _number(fault)) is not None}),
            "dataSetComplete": "false",
            "submission": summary.submission,
        },
    }


def _number(fault: Fault) -> int | None:
    parts = fault.pointer.split("/")
    return int(parts[2]) if len(parts) > 2 and parts[1] == "dataValues" and parts[2].isdigit() else None  # noqa: PLR2004


def _conflict(fault: Fault, givens: Sequence[Given], language: str) -> dict[str, Any]:
    """`object` is the identifier that is meant, `value` what is wrong with it."""
    at, name = _number(fault), fault.pointer.rpartition("/")[2]
    name = CALLED.get(name, name)
    meant = getattr(givens[at], PROPERTIES[name]) if at is not None and name in PROPERTIES else fault.pointer
    told = {"object": meant or name, "value": fault.message(language), "errorCode": fault.code, "property": name}
    return told if at is None else told | {"indexes": [at]}
