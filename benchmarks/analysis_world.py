"""What analysis is measured on: a country of 11,000 communes, a catalogue, and facts drawn from a seed.

Until 2025-06-30 there are 63 provinces, 704 districts and 11,000 communes; from the next day 34 provinces and 3,321
communes, made of the old ones, some of them split. Facts are quarterly, of eleven years, skewed as in life: few
indicators, places and codes have most of them.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from benchmarks import catalogue
from terrace.base.places.drafts import Draft
from terrace.base.places.versions import Change

COUNTRY, PROVINCE, DISTRICT, COMMUNE = 0, 2, 3, 4
PROVINCES, DISTRICTS, COMMUNES = 63, 704, 11_000
NEW_PROVINCES, NEW_COMMUNES = 34, 3_321
BEGAN, LAST_OLD, NEW_MAP = date(2004, 1, 1), date(2025, 6, 30), date(2025, 7, 1)
YEARS = range(2015, 2026)
KINDS = [f"K{number:02}" for number in range(10)]
#: One commune in so many is split between two new ones.
SPLIT = 160


def country(seed: int) -> Draft:
    """The places and what became of them."""
    made, rnd = Draft(), Random(seed)
    root = made.begin(COUNTRY, BEGAN, None, **_named("00", "Nước", None))
    old = [made.begin(PROVINCE, BEGAN, LAST_OLD, **_named(f"{n:02}", "Tỉnh", root)) for n in range(1, 64)]
    districts = [
        made.begin(DISTRICT, BEGAN, LAST_OLD, **_named(f"{n:03}", "Huyện", old[n % PROVINCES]))
        for n in range(DISTRICTS)
    ]
    communes = [
        made.begin(COMMUNE, BEGAN, LAST_OLD, **_named(f"{n:05}", "Xã", districts[n % DISTRICTS]))
        for n in range(COMMUNES)
    ]
    _merge(made, rnd, root, old, communes)
    return made


def _merge(made: Draft, rnd: Random, root: int, old: list[int], communes: list[int]) -> None:
    new = [made.begin(PROVINCE, NEW_MAP, None, **_named(f"{n + 64:02}", "Tỉnh", root)) for n in range(NEW_PROVINCES)]
    for number, place in enumerate(old):
        _became(made, place, new[number % NEW_PROVINCES], Decimal(1))
    fresh = [
        made.begin(COMMUNE, NEW_MAP, None, **_named(f"{n + COMMUNES:05}", "Xã", new[_province(n)]))
        for n in range(NEW_COMMUNES)
    ]
    by_province: dict[int, list[int]] = {}
    for number, place in enumerate(fresh):
        by_province.setdefault(_province(number), []).append(place)
    for number, place in enumerate(communes):
        near = by_province[number % DISTRICTS % PROVINCES % NEW_PROVINCES]
        target = near[number // PROVINCES % len(near)]
        share = Decimal(1) if number % SPLIT else Decimal(rnd.randint(300, 700)) / 1000
        _became(made, place, target, share)
        if share != 1:
            _became(made, place, near[(number // PROVINCES + 1) % len(near)], 1 - share)


def _province(commune: int) -> int:
    return commune % NEW_PROVINCES


def _became(made: Draft, source: int, target: int, weight: Decimal) -> None:
    made.link(Change(NEW_MAP, "merge" if weight == 1 else "split", source, target, weight, weight != 1), "bench")


def _named(code: str, kind: str, parent: int | None) -> dict[str, object]:
    return {
        "code": code, "name": code, "full_name": f"{kind} {code}", "name_en": code, "kind": kind, "parent_id": parent,
    }  # fmt: skip


def pack(folder: Path, indicators: int) -> Path:
    """A catalogue of quarterly flows by ten kinds, and the ratio of the first two."""
    flow = {"decimals": "2", "frequency": "quarter"}
    rows = [catalogue.row(f"FLOW{n:02}", "flow", "KIND", **flow) for n in range(indicators)]
    ratio = {"area_rule": "none", "time_rule": "none", "reported_at": "", "formula": "FLOW00 / nullif(FLOW01, 0)"}
    rows.append(catalogue.row("YIELD", "flow", "KIND", **flow, **ratio))
    return catalogue.write(folder, rows, {"KIND": KINDS})
