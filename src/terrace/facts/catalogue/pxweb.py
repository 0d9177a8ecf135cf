"""How official tables of the statistics office (PX-Web) are read: items of tables → indicators."""

import re

from terrace.base.kernel.text import fold
from terrace.base.packs import merging
from terrace.base.packs.registry import Batch, Counts, Record
from terrace.facts.catalogue import breakdowns, indicators, problems, references
from terrace.facts.catalogue.models import Breakdown, Indicator, PxTable

#: The export writes "<title> by Cities, provincies, <what the columns are>" in the first line.
TAIL = re.compile(r" by cities\b.*$")
MARK = re.compile(r"\s*\(\*+\)")


def title_key(text: str) -> str:
    """A title as it is looked up, from the first line of an export or from the name of its file.

    >>> title_key('"Number of pupils by province(*) by Cities, provincies, Years and Items"')
    'number of pupils by province'
    """
    plain = fold(text.replace("\ufeff", "")).strip('" ')
    return fold(MARK.sub("", TAIL.sub("", plain)))


def item_key(text: str) -> str:
    """An item as it is looked up.

    >>> item_key("Teacher (Pers.)")
    'teacher (pers.)'
    """
    return fold(text)


def load(batch: Batch) -> Counts:
    """Bring the readings of this pack to what its table says."""
    known = references.known(batch, "indicators", Indicator)
    cells = _cells(batch)
    named = [record for record in batch.sound if references.check(batch, record, "indicator", "indicators", known)]
    rows = [record for record in named if _fits(batch, record, cells)]
    keyed = [((title_key(each.values["title"]), item_key(each.values["item"])), each) for each in batch.sound]
    merging.check(batch, PxTable, ("title", "item"), keyed)
    if batch.faults:
        return Counts()
    ids = dict(Indicator.objects.values_list("code", "pk"))
    made = _breakdowns(rows)
    return merging.merge(batch, PxTable, ("title", "item"), [(record, _values(record, ids, made)) for record in rows])


def _cells(batch: Batch) -> dict[str, set[str]]:
    """Cells of each indicator, those of this pack included."""
    codes = indicators.codes(batch)
    groups = dict(Indicator.objects.values_list("code", "breakdowns"))
    groups |= {row.cells.get("code", ""): row.cells.get("breakdowns", "") for row in batch.raw.get("indicators", ())}
    found = {}
    for code, text in groups.items():
        try:
            found[code] = set(breakdowns.make(breakdowns.groups(text), codes).cells)
        except (breakdowns.GroupError, KeyError):
            continue  # the table of indicators has the fault
    return found


def _fits(batch: Batch, record: Record, cells: dict[str, set[str]]) -> bool:
    """True when the indicator has the breakdown, and the factor is above zero."""
    code, text = record.values["indicator"], record.values["breakdown"]
    known = cells.get(code)
    try:
        fits = known is None or breakdowns.canonical(text) in known
    except ValueError:
        fits = False
    if not fits:
        listed = ", ".join(sorted(known or ())[1:9]) or "không có / none"
        pointer = record.pointer("breakdown")
        batch.faults.append(problems.CELL.fault(pointer, indicator=code, cell=text, known=listed))
    if record.values["factor"] <= 0:
        batch.faults.append(problems.FACTOR.fault(record.pointer("factor"), factor=record.values["factor"]))
        return False
    return fits


def _breakdowns(rows: list[Record]) -> dict[str, int]:
    """Ids of the breakdowns named, stored where they are new (their indicators are in this pack)."""
    known = dict(Breakdown.objects.values_list("code", "pk"))
    wanted = {breakdowns.canonical(record.values["breakdown"]) for record in rows}
    Breakdown.objects.bulk_create([Breakdown(code=code) for code in sorted(wanted) if code and code not in known])
    return dict(Breakdown.objects.values_list("code", "pk")) | {"": 0}


def _values(record: Record, ids: dict[str, int], cells: dict[str, int]) -> dict[str, object]:
    values = record.values
    return {
        "title": title_key(values["title"]),
        "item": item_key(values["item"]),
        "indicator_id": ids[values["indicator"]],
        "breakdown_id": cells[breakdowns.canonical(values["breakdown"])],
        "factor": values["factor"],
        "note": values["note"],
    }
