"""The catalogue: indicators with their rules, and sources."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from terrace.base.access import gates
from terrace.facts.catalogue import queries
from terrace.facts.catalogue import snapshot as catalogue
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.collection import problems as collection
from terrace.web.api import answers, dressing, links, parameters, questions, shapes
from terrace.web.api.documents import described
from terrace.web.api.parameters import Parameter

router = Router(tags=["catalogue"])
MOST = 1_000

SECTOR = Parameter("sector", "Code of a sector.", "agriculture")
TEXT = Parameter("q", "Words of the code or of a name, with or without accents.", "dan lon")
LIST = (SECTOR, TEXT)


@router.get(
    "/indicators",
    auth=gates.open_gate,
    operation_id="indicators",
    summary="Indicators in use",
    openapi_extra=described({200: shapes.Indicators, 400: None}, LIST),
)
def indicators(request: HttpRequest) -> HttpResponse:
    """By sector and in the order of their pack; with `q` the best match first."""
    words = parameters.read(request, LIST)
    sector, text = words.get("sector", ""), words.get("q", "")
    found = catalogue.current()
    specs = queries.search(text, sector, MOST) if text else list(queries.in_use(sector))
    rows = [shapes.IndicatorRow(**_row(found, spec)) for spec in specs]
    return answers.marked(request, shapes.Indicators(len(rows), rows))


@router.get(
    "/indicators/{str:code}",
    auth=gates.open_gate,
    operation_id="indicator",
    summary="One indicator with its rules",
    openapi_extra=described({200: shapes.Indicator, 404: None}),
)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Unit, range, roll-up rules, formula and breakdowns; also of an indicator that is retired."""
    found = catalogue.current()
    spec = found.indicators.get(code)
    if spec is None:
        fault = collection.INDICATOR_UNKNOWN.fault("code", code=code[:60])
        raise questions.refuse(fault, questions.UNKNOWN)
    return answers.marked(request, shapes.Indicator(**_row(found, spec), **_rules(found, spec)))


def _row(found: Snapshot, spec: IndicatorSpec) -> dict[str, Any]:
    return {
        "code": spec.code,
        "name_vi": spec.name_vi,
        "name_en": spec.name_en,
        "sector": dressing.named(spec.sector, found.sectors.get(spec.sector)),
        "unit": dressing.unit(found, spec),
        "decimals": spec.decimals,
        "frequency": spec.frequency.name.lower(),
        "nature": spec.nature,
        "formula": spec.formula,
        "retired": spec.retired,
        "link": links.indicator(spec.code),
    }


def _rules(found: Snapshot, spec: IndicatorSpec) -> dict[str, Any]:
    return {
        "area_rule": spec.area_rule,
        "time_rule": spec.time_rule,
        "weight": found.by_id[spec.weight_id].code if spec.weight_id else None,
        "inputs": [found.by_id[part].code for part in spec.inputs],
        "reported_at": None if spec.reported_at is None else dressing.LEVELS[spec.reported_at],
        "minimum": spec.minimum,
        "maximum": spec.maximum,
        "breakdowns": [
            shapes.Choice(code, found.cell_label(number), found.cell_label(number, "en"))
            for code, number in spec.breakdowns.items()
            if code
        ],
    }


@router.get(
    "/sources",
    auth=gates.open_gate,
    operation_id="sources",
    summary="Sources",
    openapi_extra=described({200: shapes.Sources}),
)
def sources(request: HttpRequest) -> HttpResponse:
    """The strongest first. A submission names one of them."""
    rows = [
        shapes.Source(each.code, each.name_vi, each.name_en, each.precedence, each.published, each.simulated)
        for each in sorted(catalogue.current().sources.values(), key=lambda each: each.precedence)
    ]
    return answers.marked(request, shapes.Sources(rows))
