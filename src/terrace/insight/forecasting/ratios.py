"""Derived indicators: their past and their forecasts are the formula over those of their parts, at every place.

A yield is not forecast beside harvest and area but from them, so that the three fit together. Only the width of its
interval is its own.
"""

from collections.abc import Mapping
from decimal import Decimal
from math import isnan

import numpy as np

from terrace.facts.catalogue.snapshot import IndicatorSpec, Snapshot
from terrace.insight.forecasting.given import Kept
from terrace.insight.forecasting.history import Floats, Past
from terrace.insight.forecasting.projecting import Projection
from terrace.insight.forecasting.sheets import Key, Sheet

#: Decimals that values of indicators have at most.
MOST = 6


def parts(spec: IndicatorSpec, snapshot: Snapshot) -> tuple[int, ...]:
    """The indicators that a formula reads, if all come as often as it does; else none: it is forecast by itself."""
    same = all(snapshot.by_id[part].frequency is spec.frequency for part in spec.inputs)
    return spec.inputs if spec.formula and same else ()


def past(own: Past, read: Mapping[int, Past], snapshot: Snapshot) -> Past:
    """The past of a formula over the past of its parts; what was reported directly stands."""
    if not read:
        return own
    spec, series = own.spec, dict(own.series) if own.spec.reported_at is not None else {}
    simulated, provisional = set(own.simulated), set(own.provisional)
    places = {place for each in read.values() for place, _ in each.series}
    for key in sorted((place, cell) for place in places for cell in spec.cells | {0}):
        keys = {part: (key[0], snapshot.by_id[part].fitting(key[1])) for part in read}
        rows = {snapshot.by_id[part].code: read[part].series.get(keys[part]) for part in read}
        if (made := _row(spec, rows, len(own.axis))) is None:
            continue
        direct = series.get(key)
        series[key] = made if direct is None else np.where(np.isnan(direct), made, direct)
        simulated |= {key} if any(keys[part] in read[part].simulated for part in read) else set()
        provisional |= {key} if any(keys[part] in read[part].provisional for part in read) else set()
    return Past(spec, own.axis, series, frozenset(simulated & set(series)), frozenset(provisional & set(series)))


def _row(spec: IndicatorSpec, rows: Mapping[str, Floats | None], length: int) -> Floats | None:
    """The formula along the axis of time; None when it is known nowhere."""
    lists = {code: [None] * length if row is None else row.tolist() for code, row in rows.items()}
    out = np.full(length, np.nan)
    for at in range(length):
        values = {code: _exact(each[at]) for code, each in lists.items()}
        if any(value is not None for value in values.values()):
            found = _evaluated(spec, values)
            out[at] = np.nan if found is None else found
    return None if np.isnan(out).all() else out


def likely(
    sheet: Sheet, own: Mapping[Key, Projection], read: Mapping[int, Mapping[Key, Kept]], snapshot: Snapshot
) -> dict[Key, Floats]:
    """The formula over the forecasts of its parts, on the common horizon; without those where a part has none."""
    if not sheet.parts:
        return {}
    made = {key: _ahead(sheet, key, read, snapshot) for key in own}
    return {key: each for key, each in made.items() if not np.isnan(each).any()}


def _ahead(sheet: Sheet, key: Key, read: Mapping[int, Mapping[Key, Kept]], snapshot: Snapshot) -> Floats:
    rows: dict[str, list[float | None]] = {}
    for part in sheet.parts:
        spec = snapshot.by_id[part]
        rows[spec.code] = _part(sheet, part, (key[0], spec.fitting(key[1])), read)
    out = np.full(sheet.horizon, np.nan)
    for step in range(sheet.horizon):
        found = _evaluated(sheet.spec, {code: _exact(row[step]) for code, row in rows.items()})
        if found is not None:
            out[step] = found
    return out


def _part(sheet: Sheet, part: int, key: Key, read: Mapping[int, Mapping[Key, Kept]]) -> list[float | None]:
    """A part along the common horizon: what is known of it, then what is likely."""
    known, kept = sheet.parts[part].series.get(key), read.get(part, {}).get(key)
    if known is None or kept is None:
        return [None] * sheet.horizon
    last = int(np.flatnonzero(~np.isnan(known))[-1])
    if sheet.past.axis[last].id != kept[0]:
        return [None] * sheet.horizon
    ahead = range(sheet.origin + 1, sheet.origin + 1 + sheet.horizon)
    return [_at(known, last, kept[1], at) for at in ahead]


def _at(known: Floats, last: int, likely: Floats, at: int) -> float | None:
    if at <= last:
        return float(known[at])
    return float(likely[at - last - 1]) if at - last <= len(likely) else None


def _exact(value: float | None) -> Decimal | None:
    return None if value is None or isnan(value) else Decimal(f"{value:.{MOST}f}")


def _evaluated(spec: IndicatorSpec, values: Mapping[str, Decimal | None]) -> float | None:
    found = spec.compiled.evaluate(values, spec.decimals) if spec.compiled else None
    return None if found is None else float(found)
