"""A small catalogue and a few communes, made without a database; and rules over them."""

from datetime import date
from decimal import Decimal
from typing import Any

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.facts.catalogue import breakdowns, conditions
from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.facts.rules import specs
from terrace.facts.rules.cells import CellKey, Said
from terrace.facts.rules.specs import Rule, Rules

CODES = {"SEX": ("F", "M"), "AGE": ("Y0", "Y1", "Y2")}
#: Indicator → its breakdown groups; `Q` is quarterly.
GROUPS = {"A": "SEX, SEX*AGE", "B": "SEX, SEX*AGE", "C": "SEX", "D": "", "Q": ""}
PROVINCES, COMMUNES = (1, 2), {1: (11, 12, 13, 14, 15, 16), 2: (21, 22)}
DAY = date(2000, 1, 1)
MONTH = periods.parse("2026-M03").id


def _specs() -> tuple[dict[str, IndicatorSpec], dict[int, str]]:
    made = {code: breakdowns.make(breakdowns.groups(groups), CODES) for code, groups in GROUPS.items()}
    names = dict.fromkeys(cell for each in made.values() for cell in each.cells)
    ids = {cell: number for number, cell in enumerate(names)}
    own = {code: _spec(number, code, made[code], ids) for number, code in enumerate(GROUPS, start=1)}
    return own, {number: cell for cell, number in ids.items()}


def _spec(number: int, code: str, made: breakdowns.Made, ids: dict[str, int]) -> IndicatorSpec:
    ways: dict[tuple[int, int], list[int]] = {}
    for name, position, part in made.margins:
        ways.setdefault((ids[name], position), []).append(ids[part])
    margins: dict[int, tuple[tuple[int, ...], ...]] = {}
    for (whole, _), parts in ways.items():
        margins[whole] = (*margins.get(whole, ()), tuple(parts))
    plain: dict[str, Any] = dict.fromkeys(IndicatorSpec.__dataclass_fields__) | {
        "code": code,
        "name_vi": code,
        "name_en": code,
        "id": number,
        "decimals": 1,
        "frequency": Frequency.QUARTER if code == "Q" else Frequency.MONTH,
        "reported_at": 4,
        "groups": breakdowns.groups(GROUPS[code]),
        "breakdowns": {cell: ids[cell] for cell in made.cells},
        "margins": margins,
        "cells": frozenset(ids[cell] for cell in made.cells),
    }
    return IndicatorSpec(**plain)


def catalogue() -> Snapshot:
    own, cells = _specs()
    return Snapshot("now", own, {spec.id: spec for spec in own.values()}, {}, {}, {}, {}, cells, {}, {})


CATALOGUE = catalogue()


def index() -> Index:
    """A country of two provinces, the second with too few communes for peers."""
    rows = [(9, 0, None), *((each, 2, 9) for each in PROVINCES)]
    rows += [(each, 4, province) for province, communes in COMMUNES.items() for each in communes]
    return Index([Version(n, f"{n:05}", "", "", "", "", level, parent, DAY, None) for n, level, parent in rows], [], [])


def rules(*texts: str, severity: str = "hard", level: int | None = None, message: str = "") -> Rules:
    """Rules with these conditions, called r0, r1 …"""
    return Rules("now", [_rule(n, text, severity, level, message) for n, text in enumerate(texts)], CATALOGUE)


def _rule(number: int, text: str, severity: str, level: int | None, message: str) -> Rule:
    condition = conditions.condition(text)
    asked = tuple(specs.bind(term, CATALOGUE) for term in condition.terms)
    shown = " ".join(f"{{{each.code if each.word in conditions.MARKS else each.name}}}" for each in condition.terms)
    cells = specs.cells(zip(condition.terms, asked, strict=True), CATALOGUE)
    texts = (message or f"vi {shown}", message or f"en {shown}", f"khuyên {shown}", f"advice {shown}")
    return Rule(f"r{number}", severity, condition, level, *texts, number, asked, cells)


def cell(code: str, area: int = 11, breakdown: str = "", period: int = MONTH) -> CellKey:
    return (CATALOGUE.indicators[code].id, period, CATALOGUE.indicators[code].breakdowns[breakdown], area)


def said(**values: object) -> dict[CellKey, Said]:
    """Values of totals of commune 11: numbers as text, reasons as int."""
    return {cell(code): exact(each) for code, each in values.items()}


def exact(value: object) -> Said:
    return value if isinstance(value, int) else Decimal(str(value))
