"""Loading the table of indicators, and what follows for the whole catalogue: families, cells and margins."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from terrace.base.packs import columns, merging
from terrace.base.packs.registry import Batch, Counts, Record
from terrace.facts.catalogue import breakdowns, cells, drafts, families, formulas, problems, references, uses
from terrace.facts.catalogue.drafts import Draft
from terrace.facts.catalogue.models import Code, Dimension, Indicator, Sector, Unit

#: What figures already mean: it may not change under them.
FROZEN = ("unit_id", "frequency", "nature")


def load(batch: Batch) -> Counts:
    """Bring the indicators to what the pack says."""
    mine = [draft for record in batch.sound if (draft := drafts.of_record(record, batch.pack.code, batch.faults))]
    merging.check(batch, Indicator, ("code",), [((draft.code,), _record(draft)) for draft in mine])
    every = {draft.code: draft for draft in reversed((*_stored(batch, mine), *mine))}
    _check_references(batch, mine)
    batch.faults.extend(drafts.faults_among(every, codes(batch)))
    _check_frozen(batch)
    if batch.faults:
        return Counts()
    return _write(batch, mine, drafts.depths(every))


def finish(batch: Batch) -> None:
    """After all tables: nothing in use was retired; families, depths, cells and margins are made again."""
    batch.faults.extend(_still_used(batch))
    if not batch.faults:
        _order()
        cells.renew()


def codes(batch: Batch) -> dict[str, list[str]]:
    """Codes of each dimension, those of this pack included even where a row of it has a fault."""
    found: dict[str, list[str]] = {name: [] for name in references.known(batch, "dimensions", Dimension)}
    rows = Code.objects.order_by("position", "code").values_list("dimension_id", "code")
    raw = ((row.cells.get("dimension", ""), row.cells.get("code", "")) for row in batch.raw.get("codes", ()))
    for dimension, code in dict.fromkeys((*rows, *raw)):
        found.setdefault(dimension, []).append(code)
    return found


def _stored(batch: Batch, mine: Iterable[Draft]) -> list[Draft]:
    """Drafts of what is stored and not replaced by the pack; rows with faults are left out."""
    replaced = {draft.code for draft in mine} | batch.texts("indicators", "code")
    rows = Indicator.objects.exclude(code__in=replaced).select_related("weight").order_by("code")
    return drafts.of_rows(rows, gone=batch.pack.code)


def _check_references(batch: Batch, mine: Iterable[Draft]) -> None:
    sectors = references.known(batch, "sectors", Sector)
    units = references.known(batch, "units", Unit)
    # a retired indicator is known too: that it is retired is a fault of its own
    known = set(Indicator.objects.values_list("code", flat=True)) | batch.texts("indicators", "code")
    dimensions = codes(batch)
    for draft in mine:
        record = _record(draft)
        references.check(batch, record, "sector", "sectors", sectors)
        references.check(batch, record, "unit", "units", units)
        if draft.weight:
            references.check(batch, record, "weight", "indicators", known)
        if draft.formula:
            _check_inputs(batch, record, draft.formula, known)
        _check_groups(batch, draft, dimensions)


def _record(draft: Draft) -> Record:
    if draft.record is None:
        raise TypeError(draft.code)
    return draft.record


def _check_inputs(batch: Batch, record: Record, formula: formulas.Formula, known: set[str]) -> None:
    for code, start in zip(formula.inputs, formula.starts, strict=True):
        if code not in known:
            near = columns.meant(columns.nearest(code, known))
            values: dict[str, Any] = {"code": code, "position": start + 1, **near}
            batch.faults.append(problems.FORMULA_INPUT.fault(record.pointer("formula"), **values))


def _check_groups(batch: Batch, draft: Draft, known: dict[str, list[str]]) -> None:
    pointer = draft.pointer("breakdowns")
    names = [name for group in draft.groups for name in group]
    found = [references.name(batch, pointer, name, "dimensions", known) for name in names]
    if all(found) and (count := breakdowns.count(draft.groups, known)) > breakdowns.MOST_CELLS:
        why = (
            f"{count} ô, nhiều hơn {breakdowns.MOST_CELLS}",
            f"{count} cells, over {breakdowns.MOST_CELLS}",
        )
        text = breakdowns.written(draft.groups)
        batch.faults.append(problems.BREAKDOWN.fault(pointer, text=text, why_vi=why[0], why_en=why[1]))


def _check_frozen(batch: Batch) -> None:
    """The meaning of an indicator with figures does not change."""
    wanted = {record.values["code"]: record for record in batch.sound}
    rows = Indicator.objects.filter(code__in=wanted)
    changed = [(row, name) for row in rows for name in FROZEN if _new(wanted[row.code], name) != getattr(row, name)]
    used = uses.used({row.pk for row, _ in changed})
    for row, name in changed:
        if row.pk in used:
            column = name.removesuffix("_id")
            pointer, old = wanted[row.code].pointer(column), getattr(row, name)
            values = {"column": column, "code": row.code, "old": old, "new": _new(wanted[row.code], name)}
            batch.faults.append(problems.FROZEN.fault(pointer, **values))


def _new(record: Record, name: str) -> Any:
    return record.values[name.removesuffix("_id")]


def _write(batch: Batch, mine: list[Draft], depths: dict[str, int]) -> Counts:
    ids = _ids([draft.code for draft in mine])
    rows = [(_record(draft), _values(draft, ids, depths, position)) for position, draft in enumerate(mine)]
    created = {(draft.code,): {"id": ids[draft.code], "family": ids[draft.code]} for draft in mine}
    return merging.merge(batch, Indicator, ("code",), rows, created)


def _ids(wanted: list[str]) -> dict[str, int]:
    """Ids of all indicators; new ones get theirs before they are stored, since they refer to each other."""
    ids = dict(Indicator.objects.values_list("code", "pk"))
    new = [code for code in dict.fromkeys(wanted) if code not in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('catalogue_indicator', 'id')) from generate_series(1, %s)",
            [len(new)],
        )
        return ids | dict(zip(new, (row[0] for row in cursor.fetchall()), strict=True))


def _values(draft: Draft, ids: dict[str, int], depths: dict[str, int], position: int) -> dict[str, Any]:
    """The row of an indicator as it is stored."""
    values = dict(_record(draft).values)
    values["sector_id"], values["unit_id"] = values.pop("sector"), values.pop("unit")
    weight = values.pop("weight")
    values["weight_id"] = ids[weight] if weight else None
    values["breakdowns"] = breakdowns.written(draft.groups)
    values["depth"], values["position"] = depths[draft.code], position
    return values


def _still_used(batch: Batch) -> Iterable[Any]:
    """Rows that left their tables while indicators of other packs need them."""
    rows = (
        Indicator.objects.filter(retired=False)
        .exclude(pack=batch.pack)
        .select_related("sector", "unit")
        .order_by("code")
    )
    gone = set(Dimension.objects.filter(retired=True).values_list("code", flat=True))
    for row in rows:
        if row.sector.retired:
            yield _use("sectors", row.sector_id, row)
        if row.unit.retired:
            yield _use("units", row.unit_id, row)
        names = {name for group in breakdowns.groups(row.breakdowns) for name in group}
        for name in sorted(names & gone):
            yield _use("dimensions", name, row)


def _use(table: str, code: str, user: Indicator) -> Any:
    what_vi, what_en = references.WHAT[table]
    values = {"what_vi": what_vi, "what_en": what_en, "table": table, "code": code, "user": user.code}
    return problems.STILL_USED.fault(f"{table}:{code}", **values)


def _order() -> None:
    """Depth and family of every indicator, as formulas and weights connect them now."""
    rows = {row.pk: row for row in Indicator.objects.all()}
    ids = {row.code: row.pk for row in rows.values()}
    inputs = {
        key: [ids[code] for code in formulas.parse(row.formula).inputs] if row.formula else []
        for key, row in rows.items()
    }
    needs = {key: [*inputs[key], *([row.weight_id] if row.weight_id else [])] for key, row in rows.items()}
    depth, family = families.depths(inputs), families.families(needs)
    moved = [row for key, row in rows.items() if (row.depth, row.family) != (depth[key], family[key])]
    for row in moved:
        row.depth, row.family = depth[row.pk], family[row.pk]
    Indicator.objects.bulk_update(moved, ["depth", "family"])
