"""Bringing the rows of a table to what a pack says: add, change, retire, never delete."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Q

from terrace.base.packs import problems
from terrace.base.packs.models import Packed
from terrace.base.packs.registry import Batch, Counts, Record

Key = tuple[Any, ...]
Model = TypeVar("Model", bound=Packed)


def check(
    batch: Batch, model: type[Model], keys: Sequence[str], rows: Sequence[tuple[Key, Record]]
) -> dict[Key, Record]:
    """Rows by key; a key that stands twice, or that another pack owns, is a fault."""
    pointed, found = batch.table.columns[0].name, dict[Key, Record]()
    for key, record in rows:
        if found.setdefault(key, record) is not record:
            first, pointer = found[key].row.number, record.pointer(pointed)
            batch.faults.append(problems.DUPLICATE.fault(pointer, key=_written(key), first=first))
    for each in _existing(batch, model, keys, found):
        if _foreign(batch, each):
            key = _key(each, keys)
            values = {"key": _written(key), "owner": each.pack_id}
            batch.faults.append(problems.OWNED.fault(found[key].pointer(pointed), **values))
    return found


def merge(
    batch: Batch,
    model: type[Model],
    keys: Sequence[str],
    wanted: Sequence[tuple[Record, dict[str, Any]]],
    created: Mapping[Key, dict[str, Any]] | None = None,
) -> Counts:
    """Make the pack's rows of `model` those `wanted`; the key columns are among the values.

    Rows that left the pack are retired. With faults, nothing is written. `created` has values by key that
    are set only when a row is new.
    """
    keyed = [(tuple(values[name] for name in keys), record) for record, values in wanted]
    kept = check(batch, model, keys, keyed)
    rows = {key: values for (key, record), (_, values) in zip(keyed, wanted, strict=True) if kept[key] is record}
    found = {_key(each, keys): each for each in _existing(batch, model, keys, rows) if not _foreign(batch, each)}
    extra = created or {}
    added = [model(pack=batch.pack, **values, **extra.get(key, {})) for key, values in rows.items() if key not in found]
    changed = [found[key] for key, values in rows.items() if key in found and _set(batch, found[key], values)]
    gone = [each for key, each in found.items() if key not in rows and not each.retired]
    for each in gone:
        each.retired = True
    if not batch.faults:
        _write(model, added, changed + gone, {name for values in rows.values() for name in values} - {*keys})
    same = len(rows) - len(added) - len(changed)
    return Counts(_names(added, keys), _names(changed, keys), same, _names(gone, keys))


def _existing(batch: Batch, model: type[Model], keys: Sequence[str], rows: Mapping[Key, Any]) -> list[Model]:
    """Rows of this pack, and rows of others with a wanted key."""
    named = Q(**{f"{keys[0]}__in": {key[0] for key in rows}})
    every = model.objects.filter(named | Q(pack=batch.pack)).order_by(*keys)
    return [each for each in every if each.pack_id == batch.pack.pk or _key(each, keys) in rows]


def _foreign(batch: Batch, each: Packed) -> bool:
    """True when another pack has this row; one that it retired may be taken over."""
    return each.pack_id != batch.pack.pk and not each.retired


def _set(batch: Batch, each: Packed, wanted: Mapping[str, Any]) -> bool:
    """Set the wanted values; True when one differs."""
    values = {**wanted, "pack_id": batch.pack.pk, "retired": False}
    different = [name for name, value in values.items() if getattr(each, name) != value]
    for name in different:
        setattr(each, name, values[name])
    return bool(different)


def _write(model: type[Model], added: list[Model], changed: list[Model], columns: set[str]) -> None:
    model.objects.bulk_create(added)
    model.objects.bulk_update(changed, sorted(columns | {"pack", "retired"}))


def _key(each: Packed, keys: Sequence[str]) -> Key:
    return tuple(getattr(each, name) for name in keys)


def _names(rows: Sequence[Packed], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(_written(_key(each, keys)) for each in rows)


def _written(key: Key) -> str:
    return "=".join(str(part) for part in key)
