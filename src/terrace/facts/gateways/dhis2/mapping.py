"""What the identifiers of DHIS2 mean here: rows of the table `dhis2`, by code or by UID."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from terrace.base.kernel.problems import Fault
from terrace.facts.catalogue import breakdowns
from terrace.facts.collection.intake import Fact
from terrace.facts.gateways import exact, problems
from terrace.facts.gateways.dhis2 import values
from terrace.facts.gateways.dhis2.values import Given
from terrace.facts.gateways.models import Dhis2Kind, Dhis2Map

ANY, SAME = "*", "="
CODE, UID = "code", "uid"
#: The combination of a data element without categories, by its code and by the UID that every DHIS2 has for it.
DEFAULTS = frozenset({"", "default", "HllvX50cXC0"})


class Mapper:
    """Turns data values into facts. `schemes` says by which identifier the sender names each kind: `code` or `uid`."""

    def __init__(self, rows: Iterable[Dhis2Map], schemes: Mapping[str, str]) -> None:
        self._rows: dict[tuple[str, str], Dhis2Map] = {}
        for each in rows:
            by_code = schemes.get(each.kind, UID) == CODE
            name = each.code if by_code or each.code == ANY else each.uid
            if name:
                self._rows[each.kind, name] = each

    def source(self, data_set: str) -> str | Fault:
        """The source of a data set; '' when none is named."""
        if not data_set:
            return ""
        row = self._row(Dhis2Kind.SET, data_set)
        return row.target if row else _unmapped("/dataSet", Dhis2Kind.SET, data_set)

    def fact(self, given: Given) -> Fact | list[Fault]:
        """The fact of a value, or every fault of it."""
        faults: list[Fault] = []
        pointer = f"/dataValues/{given.number}"
        element = self._row(Dhis2Kind.ELEMENT, given.element)
        combo = self._combo(given, pointer, faults)
        place = self._place(given, pointer, faults)
        period = _period(given, pointer, faults)
        if element is None:
            faults.append(_unmapped(f"{pointer}/dataElement", Dhis2Kind.ELEMENT, given.element))
        if given.attribute not in DEFAULTS:
            where = f"{pointer}/attributeOptionCombo"
            faults.append(problems.DHIS2_ATTRIBUTE.fault(where, code=given.attribute[:60]))
        value = _value(given, element, pointer, faults)
        if faults or element is None:
            return faults
        indicator = element.target if element.target != SAME else given.element
        reason = None if value is not None else "missing"
        return Fact(indicator, place, period, value, reason, combo or None, because=given.comment or None)

    def _row(self, kind: Dhis2Kind, name: str) -> Dhis2Map | None:
        return self._rows.get((kind, name)) or (self._rows.get((kind, ANY)) if name else None)

    def _combo(self, given: Given, pointer: str, faults: list[Fault]) -> str:
        row = self._row(Dhis2Kind.COMBO, given.combo)
        if row is None:
            if given.combo not in DEFAULTS:
                faults.append(_unmapped(f"{pointer}/categoryOptionCombo", Dhis2Kind.COMBO, given.combo))
            return ""
        return breakdowns.canonical(row.target.replace(ANY, given.combo)) if row.target else ""

    def _place(self, given: Given, pointer: str, faults: list[Fault]) -> str:
        row = self._row(Dhis2Kind.UNIT, given.unit)
        if row is None:
            faults.append(_unmapped(f"{pointer}/orgUnit", Dhis2Kind.UNIT, given.unit))
            return ""
        return given.unit if row.target == SAME else row.target


def mapper(schemes: Mapping[str, str]) -> Mapper:
    """The table as it is now."""
    return Mapper(Dhis2Map.objects.filter(retired=False), schemes)


def _unmapped(pointer: str, kind: Dhis2Kind, name: str) -> Fault:
    return problems.DHIS2_UNMAPPED.fault(pointer, kind=kind.value, code=name[:60] or "—")


def _period(given: Given, pointer: str, faults: list[Fault]) -> str:
    try:
        return values.period(given.period).code
    except ValueError:
        faults.append(problems.DHIS2_PERIOD.fault(f"{pointer}/period", text=given.period[:40]))
        return ""


def _value(given: Given, element: Dhis2Map | None, pointer: str, faults: list[Fault]) -> Decimal | None:
    """The number; None for a value that is deleted."""
    if given.deleted:
        return None
    if not given.value:
        faults.append(problems.VALUE_MISSING.fault(f"{pointer}/value"))
        return None
    try:
        found = exact.number(given.value)
    except exact.Wrong as wrong:
        faults.append(wrong.fault(f"{pointer}/value"))
        return None
    return exact.scaled(found, element.factor.normalize() if element else Decimal(1))
