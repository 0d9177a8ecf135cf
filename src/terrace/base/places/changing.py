"""A table of changes onto a draft: which rows are right, what they change, what is so already.

`create` a place · `rename` (name, full_name, new_code) · `kind` · `move` (parent_code) · `merge` and `split`
(code goes to new_code; rows with one new_code make one new place) · `end` without successor. On one day,
places begin first, then they are altered, then they end. A place that takes in others ends too and begins
anew, as its territory is another.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from terrace.base.places import kinds, names, problems, transfers
from terrace.base.places.drafts import DAY, Draft
from terrace.base.places.outcomes import Outcome
from terrace.base.places.tables import Row
from terrace.base.places.versions import Change, Version

ACTIONS = ("create", "rename", "kind", "move", "merge", "split", "end")
#: What a row of an action must tell beside day and code.
NEEDS = {
    "create": ("name", "kind", "parent_code"),
    "rename": (),
    "kind": ("kind",),
    "move": ("parent_code",),
    "merge": ("new_code",),
    "split": ("new_code",),
    "end": (),
}


def apply(draft: Draft, rows: Sequence[Row]) -> Outcome:
    """Put the rows on the draft, day by day; the draft is of use only when there are no faults."""
    outcome = Outcome()
    days: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        if (day := _checked(row, outcome)) is not None:
            days[day].append(row)
    for day in sorted(days):
        _day(draft, day, days[day], outcome)
    outcome.unchanged = len(rows) - outcome.changed
    return outcome


def _day(draft: Draft, day: date, rows: Sequence[Row], outcome: Outcome) -> None:
    by_action: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_action[row["action"].lower()].append(row)
    before = outcome.changed
    moved = by_action["merge"] + by_action["split"]
    for row in sorted(by_action["create"], key=lambda row: len(row["code"])):
        _tally(outcome, _create(draft, day, row, outcome))
    ended = transfers.apply(draft, day, moved, outcome)
    for row in rows:
        if (alter := _ALTERS.get(row["action"].lower())) is not None:
            _tally(outcome, alter(draft, day, row, outcome))
    for row in by_action["end"]:
        if (place_id := _end(draft, day, row, outcome)) is not None:
            ended[place_id] = row
    _leave_none_behind(draft, day, ended, outcome)
    if outcome.changed > before:
        outcome.days.add(day)


def _tally(outcome: Outcome, changed: bool) -> None:
    outcome.changed += changed


def _checked(row: Row, outcome: Outcome) -> date | None:
    """The day of a row whose cells can be used; else faults."""
    faults = len(outcome.faults)
    day = _read_day(row["day"])
    action = row["action"].lower()
    if day is None:
        outcome.blame(row, "day", problems.DAY_WRONG, text=row["day"])
    if action not in NEEDS:
        outcome.blame(row, "action", problems.ACTION_UNKNOWN, text=row["action"], known=", ".join(ACTIONS))
    for column in ("code", *NEEDS.get(action, ())):
        if not row[column]:
            outcome.blame(row, column, problems.CELL_MISSING, action=action, column=column)
    if row["kind"] and not kinds.canonical(row["kind"]):
        outcome.blame(row, "kind", problems.KIND_UNKNOWN, text=row["kind"], known=", ".join(kinds.KINDS))
    if action == "rename" and not (row["name"] or row["full_name"] or row["new_code"]):
        outcome.blame(row, "name", problems.CELL_MISSING, action=action, column="name")
    return day if len(outcome.faults) == faults else None


def _read_day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue  # the other form may fit
    return None


def _create(draft: Draft, day: date, row: Row, outcome: Outcome) -> bool:
    parent = _parent(draft, day, row, outcome)
    if parent is None:
        return False
    what = _called(row, row["name"], kinds.canonical(row["kind"])) | {"parent_id": parent.place_id}
    held = draft.find(row["code"], day)
    if held is not None:
        if not (held.valid_from == day and _is(held, what)):
            outcome.blame(row, "code", problems.CODE_TAKEN, code=row["code"], name=held.full_name, day=day)
        return False
    level = kinds.level_under(parent, row["code"])
    if level is None:
        outcome.blame(row, "parent_code", problems.PARENT_WRONG, code=row["code"], parent=parent.full_name)
        return False
    draft.begin(level, day, code=row["code"], **what)
    return True


def _called(row: Row, name: str, kind: str) -> dict[str, Any]:
    full = row["full_name"] or f"{kind} {name}"
    return {"name": name, "full_name": full, "name_en": names.plain(name), "kind": kind}


def _is(held: Version, what: dict[str, Any]) -> bool:
    return all(getattr(held, column) == value for column, value in what.items())


def _parent(draft: Draft, day: date, row: Row, outcome: Outcome) -> Version | None:
    parent = draft.find(row["parent_code"], day)
    if parent is None:
        outcome.blame(row, "parent_code", problems.PLACE_UNKNOWN, code=row["parent_code"], day=day)
    return parent


def _held(draft: Draft, day: date, row: Row, outcome: Outcome) -> Version | None:
    """The place that a row alters: by its code of that day, else by its code of the day before."""
    held = draft.find(row["code"], day)
    if held is None and (before := draft.find(row["code"], day - DAY)) is not None:
        held = draft.at(before.place_id, day)
    if held is None:
        outcome.blame(row, "code", problems.PLACE_UNKNOWN, code=row["code"], day=day)
    return held


def _rename(draft: Draft, day: date, row: Row, outcome: Outcome) -> bool:
    if (held := _held(draft, day, row, outcome)) is None:
        return False
    code = row["new_code"] or held.code
    other = draft.find(code, day)
    if other is not None and other.place_id != held.place_id:
        outcome.blame(row, "new_code", problems.CODE_TAKEN, code=code, name=other.full_name, day=day)
        return False
    what = _called(row, row["name"] or held.name, kinds.canonical(row["kind"]) or held.kind)
    return _alter(draft, day, row, held, outcome=outcome, code=code, **what)


def _rekind(draft: Draft, day: date, row: Row, outcome: Outcome) -> bool:
    if (held := _held(draft, day, row, outcome)) is None:
        return False
    what = _called(row, row["name"] or held.name, kinds.canonical(row["kind"]))
    return _alter(draft, day, row, held, outcome=outcome, **what)


def _move(draft: Draft, day: date, row: Row, outcome: Outcome) -> bool:
    held, parent = _held(draft, day, row, outcome), _parent(draft, day, row, outcome)
    if held is None or parent is None:
        return False
    if parent.level >= held.level:
        outcome.blame(row, "parent_code", problems.PARENT_WRONG, code=row["code"], parent=parent.full_name)
        return False
    return _alter(draft, day, row, held, outcome=outcome, parent_id=parent.place_id)


def _alter(draft: Draft, day: date, row: Row, held: Version, *, outcome: Outcome, **what: Any) -> bool:
    if what.get("name") == held.name:
        what = what | {"name_en": held.name_en}
    if _is(held, what):
        return False
    if draft.later(held.place_id, day):
        outcome.blame(row, "day", problems.LATER_KNOWN, code=held.code, day=day)
        return False
    draft.alter(held.place_id, day, **what)
    return True


_ALTERS: dict[str, Callable[[Draft, date, Row, Outcome], bool]] = {
    "rename": _rename,
    "kind": _rekind,
    "move": _move,
}


def _end(draft: Draft, day: date, row: Row, outcome: Outcome) -> int | None:
    held = draft.find(row["code"], day - DAY)
    if held is None:
        outcome.blame(row, "code", problems.PLACE_UNKNOWN, code=row["code"], day=day - DAY)
        return None
    if (day, held.place_id, None) in draft.changes:
        return None
    if draft.at(held.place_id, day) is None or draft.later(held.place_id, day) or draft.ends(held.place_id):
        outcome.blame(row, "day", problems.LATER_KNOWN, code=held.code, day=day)
        return None
    draft.end(held.place_id, day)
    draft.link(Change(day, "end", held.place_id, None, transfers.ONE, estimated=False), row["decided_by"])
    outcome.changed += 1
    return held.place_id


def _leave_none_behind(draft: Draft, day: date, ended: dict[int, Row], outcome: Outcome) -> None:
    """What was below a place that became part of one other goes there too; else the table must say where."""
    for place_id, row in ended.items():
        left = draft.children(place_id, day)
        targets = _targets(draft.changes.values(), place_id, day)
        if len(targets) == 1 and targets[0] is not None:
            for child in left:
                draft.alter(child.place_id, day, parent_id=targets[0])
        elif left:
            outcome.blame(row, "code", problems.LEFT_BEHIND, code=row["code"], day=day, count=len(left))


def _targets(changes: Iterable[Change], place_id: int, day: date) -> list[int | None]:
    return [change.target_id for change in changes if change.source_id == place_id and change.day == day]
