"""Mergers and splits of one day: who ends, who begins, with which shares."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from terrace.base.places import kinds, names, problems
from terrace.base.places.drafts import DAY, Draft
from terrace.base.places.outcomes import Outcome
from terrace.base.places.tables import Row
from terrace.base.places.versions import Change, Version

ONE = Decimal(1)
STEP = Decimal("1E-10")


@dataclass(slots=True)
class Transfer:
    """A row whose source is known; `weight` 0 = not told."""

    row: Row
    source: Version
    weight: Decimal
    estimated: bool = False


def apply(draft: Draft, day: date, rows: Sequence[Row], outcome: Outcome) -> dict[int, Row]:
    """End the sources and begin the targets; the places that ended, with a row to blame."""
    read = [transfer for row in rows if (transfer := _read(draft, day, row, outcome)) is not None]
    if len(read) < len(rows) or all(_known(draft, day, transfer) for transfer in read):
        return {}
    fresh = [transfer for transfer in read if not _known(draft, day, transfer)]
    _weigh(fresh, outcome)
    refused = [transfer for transfer in fresh if _refused(draft, day, transfer, fresh, outcome)]
    if refused:
        return {}
    for transfer in fresh:
        draft.end(transfer.source.place_id, day)
    targets = _begin(draft, day, fresh, outcome)
    for transfer in fresh:
        if target := targets.get(transfer.row["new_code"]):
            _link(draft, day, transfer, target)
            outcome.changed += 1
    return {transfer.source.place_id: transfer.row for transfer in fresh}


def _read(draft: Draft, day: date, row: Row, outcome: Outcome) -> Transfer | None:
    source = draft.find(row["code"], day - DAY)
    weight = _weight(row["weight"])
    if source is None:
        outcome.blame(row, "code", problems.PLACE_UNKNOWN, code=row["code"], day=day - DAY)
    if weight is None:
        outcome.blame(row, "weight", problems.WEIGHT_WRONG, text=row["weight"])
    return Transfer(row, source, weight) if source is not None and weight is not None else None


def _weight(text: str) -> Decimal | None:
    if not text:
        return Decimal(0)
    try:
        weight = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    fits = weight.is_finite() and 0 < weight <= 1
    return weight if fits and weight == weight.quantize(STEP) else None


def _known(draft: Draft, day: date, transfer: Transfer) -> bool:
    target = draft.find(transfer.row["new_code"], day)
    return target is not None and (day, transfer.source.place_id, target.place_id) in draft.changes


def _weigh(transfers: Sequence[Transfer], outcome: Outcome) -> None:
    """Shares of each source: as told when they add up to one, equal and estimated when none is told."""
    by_source: dict[int, list[Transfer]] = defaultdict(list)
    for transfer in transfers:
        by_source[transfer.source.place_id].append(transfer)
    for parts in by_source.values():
        if not any(part.weight for part in parts):
            _share_equally(parts)
        elif (total := sum(part.weight for part in parts)) != ONE or not all(part.weight for part in parts):
            code = parts[0].source.code
            outcome.blame(parts[0].row, "weight", problems.WEIGHTS_OFF, code=code, total=total)


def _share_equally(parts: Sequence[Transfer]) -> None:
    """The last gets what is left, so that the shares add up to one exactly."""
    each = (ONE / len(parts)).quantize(STEP, ROUND_DOWN)
    for part in parts:
        part.weight, part.estimated = each, len(parts) > 1
    parts[-1].weight = ONE - each * (len(parts) - 1)


def _refused(draft: Draft, day: date, transfer: Transfer, fresh: Sequence[Transfer], outcome: Outcome) -> bool:
    """True, with a fault, when the source is past its end or the new code belongs to a place that stays."""
    row, source = transfer.row, transfer.source
    code = row["new_code"]
    if draft.at(source.place_id, day) is None or draft.later(source.place_id, day) or draft.ends(source.place_id):
        outcome.blame(row, "day", problems.LATER_KNOWN, code=source.code, day=day)
        return True
    taken = draft.find(code, day)
    if taken is not None and all(taken.place_id != each.source.place_id for each in fresh):
        outcome.blame(row, "new_code", problems.CODE_TAKEN, code=code, name=taken.full_name, day=day)
        return True
    if any(each is not transfer and each.source == source and each.row["new_code"] == code for each in fresh):
        outcome.blame(row, "new_code", problems.TWICE, code=source.code, new_code=code)
        return True
    return False


def _begin(draft: Draft, day: date, fresh: Sequence[Transfer], outcome: Outcome) -> dict[str, int]:
    by_target: dict[str, list[Transfer]] = defaultdict(list)
    for transfer in fresh:
        by_target[transfer.row["new_code"]].append(transfer)
    begun: dict[str, int] = {}
    for code, parts in sorted(by_target.items(), key=lambda item: len(item[0])):
        if (place_id := _begin_one(draft, day, code, parts, outcome)) is not None:
            begun[code] = place_id
    return begun


def _begin_one(draft: Draft, day: date, code: str, parts: Sequence[Transfer], outcome: Outcome) -> int | None:
    told = {column: _told(parts, column) for column in ("name", "full_name", "kind", "parent_code")}
    same = next((part.source for part in parts if part.source.code == code), None)
    name, kind = told["name"] or (same.name if same else ""), told["kind"] or (same.kind if same else "")
    row = parts[0].row
    for column, value in (("name", name), ("kind", kind)):
        if not value:
            outcome.blame(row, column, problems.CELL_MISSING, action=row["action"], column=column)
    parent = _parent(draft, day, told["parent_code"], parts, outcome)
    if parent is None or not name or not kind:
        return None
    level = parts[0].source.level
    if parent.level >= level:
        outcome.blame(row, "parent_code", problems.PARENT_WRONG, code=code, parent=parent.full_name)
        return None
    what: dict[str, Any] = {"code": code, "name": name, "name_en": names.plain(name), "kind": kind}
    what["full_name"] = told["full_name"] or f"{kind} {name}"
    return draft.begin(level, day, parent_id=parent.place_id, **what)


def _told(parts: Sequence[Transfer], column: str) -> str:
    """The first row of the target that fills the column."""
    cells = (kinds.canonical(part.row["kind"]) if column == "kind" else part.row[column] for part in parts)
    return next((cell for cell in cells if cell), "")


def _parent(draft: Draft, day: date, code: str, parts: Sequence[Transfer], outcome: Outcome) -> Version | None:
    """The parent that is told, else the one that all sources share."""
    shared = {part.source.parent_id for part in parts}
    if code:
        found = draft.find(code, day)
    else:
        only = shared.pop() if len(shared) == 1 else None
        found = draft.at(only, day) if only is not None else None
    if found is None:
        row = parts[0].row
        outcome.blame(row, "parent_code", problems.PLACE_UNKNOWN, code=code or "?", day=day)
    return found


def _link(draft: Draft, day: date, transfer: Transfer, target: int) -> None:
    kind, decided = transfer.row["action"].lower(), transfer.row["decided_by"]
    source = transfer.source.place_id
    draft.link(Change(day, kind, source, target, transfer.weight, transfer.estimated), decided)
