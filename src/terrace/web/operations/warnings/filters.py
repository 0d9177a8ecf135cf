"""What an address asks of the inbox: state, severity, kind, sector, place, hers alone, one group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring.models import Kind, State, Warning
from terrace.web.operations import shown
from terrace.web.operations.warnings import words
from terrace.web.ui.components import Choice

#: The states that may be asked for; '' is what is not done yet.
STANDING, ALL = "", "all"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked; words that mean nothing are as good as none."""

    state: str = STANDING
    severity: int = 0
    kind: str = ""
    sector: str = ""
    area: str = ""
    mine: bool = False
    group: int = 0
    rule: str = ""

    @property
    def narrow(self) -> bool:
        """True when anything is left out."""
        return self != Filters()

    @property
    def query(self) -> str:
        """As an address writes it, ending in `&`; empty words are left out.

        >>> Filters(kind="error", mine=True).query
        'kind=error&mine=1&'
        """
        kept = {name: getattr(self, name) for name in self.__slots__}
        text = urlencode({name: int(value) if value is True else value for name, value in kept.items() if value})
        return f"{text}&" if text else ""


def read(reader: Reader, asked: Mapping[str, str]) -> Filters:
    """The filters of a query string."""
    state, kind, severity = asked.get("state", ""), asked.get("kind", ""), asked.get("severity", "")
    sector, area, group = asked.get("sector", ""), asked.get("area", ""), asked.get("group", "")
    return Filters(
        state=state if state in {*State.values, ALL} else STANDING,
        severity=int(severity) if severity in {"1", "2", "3", "4"} else 0,
        kind=kind if kind in Kind.values else "",
        sector=sector if sector in reader.snapshot.sectors else "",
        area=area if reader.index.resolve(area, timezone.localdate()) else "",
        mine=asked.get("mine") == "1",
        rule=asked.get("rule", "")[:60],
        group=int(group) if group.isascii() and group.isdigit() and len(group) < 19 else 0,  # noqa: PLR2004 - bigint
    )


def kept(reader: Reader, asked: Filters, found: QuerySet[Warning]) -> QuerySet[Warning]:
    """Those of the found ones that are asked for."""
    if asked.state != ALL:
        found = found.filter(state=asked.state) if asked.state else found.exclude(state=State.CLEARED)
    same = {"kind": asked.kind, "sector": asked.sector, "group_id": asked.group, "rule": asked.rule}
    found = found.filter(**{name: value for name, value in same.items() if value})
    if asked.severity:
        found = found.filter(severity__gte=asked.severity)
    if asked.area:
        found = found.filter(area_id__in=inside(reader, asked.area))
    if asked.mine:
        found = found.filter(Q(owner_id=reader.actor.person_id) | Q(acknowledged_by=reader.actor.person_id))
    return found


def inside(reader: Reader, code: str) -> list[int]:
    """The place and all below it, today."""
    today = timezone.localdate()
    area = reader.index.resolve(code, today) or 0
    return [area, *reader.index.descendants(area, today)]


def choosers(reader: Reader, asked: Filters) -> list[dict[str, Any]]:
    """The selects of the form; sector and place only where there is something to choose."""
    severities = {str(number): name for number, name in words.SEVERITIES.items()}
    states = [Choice(STANDING, _("Not done yet"), not asked.state), *_named(words.STATES, asked.state)]
    rows: list[tuple[str, str, list[Choice]]] = [
        ("state", _("State"), [*states, Choice(ALL, _("All"), asked.state == ALL)]),
        ("severity", _("Severity at least"), [_any(), *_named(severities, str(asked.severity))]),
        ("kind", _("Kind"), [_any(), *_named(words.KINDS, asked.kind)]),
        ("sector", _("Sector"), [_any(), *_sectors(reader, asked.sector)]),
        ("area", _("Place"), [_any(), *_places(reader, asked.area)]),
    ]
    return [{"name": name, "label": label, "choices": made} for name, label, made in rows if len(made) > 2]  # noqa: PLR2004 - two are none


def _any() -> Choice:
    return Choice("", _("All"))


def _named(names: Mapping[str, Promise], chosen: str) -> list[Choice]:
    return [Choice(code, str(name), code == chosen) for code, name in names.items()]


def _sectors(reader: Reader, chosen: str) -> list[Choice]:
    """Those that any of her indicators belongs to."""
    language = shown.language()
    used = {spec.sector for spec in reader.snapshot.by_id.values() if not spec.retired}
    sectors = [each for code, each in reader.snapshot.sectors.items() if code in used]
    return [Choice(each.code, each.name(language), each.code == chosen) for each in sectors]


def _places(reader: Reader, chosen: str) -> list[Choice]:
    """The place of her first grant and those right below it; with the one that is chosen."""
    today = timezone.localdate()
    held = next((held.area for held in reader.actor.grants if held.stands(today)), None)
    found = [held, *reader.index.children(held, today)] if held else []
    versions = [version for area in found if (version := reader.index.version(area, today))]
    choices = [Choice(each.code, shown.name(each), each.code == chosen) for each in versions]
    head, below = choices[:1], sorted(choices[1:], key=lambda choice: choice.label)
    other = reader.index.resolve(chosen, today) if chosen and chosen not in {each.value for each in choices} else None
    version = reader.index.version(other, today) if other else None
    return [*head, *([Choice(chosen, shown.name(version), chosen=True)] if version else []), *below]
