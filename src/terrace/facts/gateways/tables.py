"""The tables of packs that say how messages of other systems are read."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Record, Registry, Table
from terrace.facts.catalogue import breakdowns, references
from terrace.facts.catalogue.models import Indicator, Source, Unit
from terrace.facts.collection.checking import REASONS, STATUSES
from terrace.facts.gateways import problems
from terrace.facts.gateways.models import ANY_FLOW, Dhis2Kind, Dhis2Map, Meaning, SdmxFlow, SdmxMap

ID = ("[A-Za-z*][A-Za-z0-9_@$.*-]*", "mã của SDMX", "an identifier of SDMX")
SLUG = ("[a-z][a-z0-9-]*", "mã: chữ thường, số và dấu -", "a code: lower-case letters, digits, -")
FLOWS = (
    columns.code("code", "[A-Z][A-Z0-9_]*", "mã: chữ hoa, số và dấu _", "a code: capital letters, digits, _"),
    columns.code("agency", *ID),
    columns.code("structure", *ID),
    columns.text("version", "phiên bản, trống là mọi phiên bản", "a version; empty is any", required=False),
    columns.code("source", *SLUG, required=False),
    columns.text("note", "ghi chú", "a note", required=False),
)
MAPS = (
    columns.text("flow", "mã luồng, hoặc * cho mọi luồng", "the code of a flow, or * for all"),
    columns.code("component", *ID),
    columns.text("code", "mã, hoặc * cho mọi mã", "a code, or * for any"),
    columns.choice("meaning", {word: word for word in Meaning.values}),
    columns.text("target", "mã ở đây, hoặc = cho chính mã đó", "a code here, or = for the code itself", required=False),
    columns.decimal("factor"),
    columns.integer("decimals", 0, 6, required=False),
)
DHIS2 = (
    columns.choice("kind", {word.lower(): word for word in Dhis2Kind.values}),
    columns.text("code", "mã, hoặc * cho mọi mã", "a code, or * for any"),
    columns.code("uid", "[A-Za-z][A-Za-z0-9]{10}", "UID của DHIS2", "a UID of DHIS2", required=False),
    columns.text("target", "mã ở đây, hoặc = cho chính mã đó", "a code here, or = for the code itself", required=False),
    columns.decimal("factor"),
)
Known = Mapping[str, set[str]]

HINTS: Mapping[str, tuple[str, str]] = {
    "source": ("mã một nguồn", "the code of a source"),
    Meaning.INDICATOR: ("mã một chỉ tiêu đang dùng, hoặc =", "the code of an indicator in use, or ="),
    Meaning.PLACE: ("mã một địa bàn, hoặc =", "the code of a place, or ="),
    Meaning.BREAKDOWN: ("phân tổ như SEX=F hoặc SEX=*; trống là tổng", "a breakdown such as SEX=F or SEX=*"),
    Meaning.STATUS: (", ".join(STATUSES), ", ".join(STATUSES)),
    Meaning.REASON: (", ".join(REASONS), ", ".join(REASONS)),
    Meaning.UNIT: ("mã một đơn vị tính", "the code of a unit"),
}


def register(registry: Registry) -> None:
    """Hand the tables to the packs."""
    registry.add(
        Table("sdmx_flows", FLOWS, _flows),
        Table("sdmx_maps", MAPS, _maps),
        Table("dhis2", DHIS2, _dhis2),
    )


def _flows(batch: Batch) -> Counts:
    for record in batch.sound:
        _source(batch, record, "source")
    return merge(batch, SdmxFlow, ("code",), [(record, record.values) for record in batch.sound])


def _source(batch: Batch, record: Record, column: str) -> None:
    """The cell names a source, or none; else a fault."""
    known = set(Source.objects.filter(retired=False).values_list("code", flat=True)) | batch.texts("sources", "code")
    if (code := record.values[column]) and code not in known:
        _misfit(batch, record.pointer(column), "source", code)


def _misfit(batch: Batch, pointer: str, meaning: str, target: str) -> None:
    hint_vi, hint_en = HINTS[meaning]
    values = {"meaning": meaning, "target": target, "hint_vi": hint_vi, "hint_en": hint_en}
    batch.faults.append(problems.MAP_TARGET.fault(pointer, **values))


def _maps(batch: Batch) -> Counts:
    known = _known(batch)
    flows = set(SdmxFlow.objects.filter(retired=False).values_list("code", flat=True)) | {ANY_FLOW}
    flows |= batch.texts("sdmx_flows", "code")
    for record in batch.sound:
        if record.values["flow"] not in flows:
            fault = problems.MAP_FLOW.fault(record.pointer("flow"), flow=record.values["flow"])
            batch.faults.append(fault)
        _check(batch, record, record.values["meaning"], known)
    rows = [(record, _factored(batch, record)) for record in batch.sound]
    return merge(batch, SdmxMap, ("flow", "component", "code", "meaning"), rows)


def _known(batch: Batch) -> Known:
    """Codes of indicators and units, those of this pack included."""
    indicators = references.known(batch, "indicators", Indicator)
    return {"indicator": indicators, "unit": references.known(batch, "units", Unit)}


def _check(batch: Batch, record: Record, meaning: str, known: Known) -> None:
    """The target fits its meaning; else a fault."""
    target = record.values["target"]
    fits = _fitting(known).get(meaning)
    if fits is not None and not fits(target):
        _misfit(batch, record.pointer("target"), meaning, target)


def _fitting(known: Known) -> Mapping[str, Callable[[str], bool]]:
    return {
        Meaning.INDICATOR: lambda text: text == "=" or text in known["indicator"],
        Meaning.PLACE: bool,
        Meaning.BREAKDOWN: _is_breakdown,
        Meaning.STATUS: lambda text: text in STATUSES,
        Meaning.REASON: lambda text: text in REASONS,
        Meaning.UNIT: lambda text: text in known["unit"],
    }


def _is_breakdown(text: str) -> bool:
    if text == "=":
        return True
    try:
        breakdowns.canonical(re.sub(r"=\*", "=X", text))
    except ValueError:
        return False
    return True


def _factored(batch: Batch, record: Record) -> dict[str, Any]:
    """The values with a factor; one that is not above zero is a fault."""
    values = dict(record.values)
    if values["factor"] is None:
        values["factor"] = 1
    elif values["factor"] <= 0:
        batch.faults.append(problems.MAP_FACTOR.fault(record.pointer("factor"), factor=values["factor"]))
    return values


MEANINGS = {
    Dhis2Kind.ELEMENT: Meaning.INDICATOR,
    Dhis2Kind.COMBO: Meaning.BREAKDOWN,
    Dhis2Kind.UNIT: Meaning.PLACE,
}


def _dhis2(batch: Batch) -> Counts:
    known = _known(batch)
    for record in batch.sound:
        kind = record.values["kind"]
        if kind == Dhis2Kind.SET:
            _source(batch, record, "target")
        else:
            _check(batch, record, MEANINGS[Dhis2Kind(kind)], known)
    rows = [(record, _factored(batch, record)) for record in batch.sound]
    return merge(batch, Dhis2Map, ("kind", "code"), rows)
