"""Resolutions that hold targets: those of packs, and those that are kept on a page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils import timezone

from terrace.base.access import policy
from terrace.base.access.policy import Actor
from terrace.base.audit import actions as audit
from terrace.base.bus import actions as bus
from terrace.base.kernel.periods import FIRST_YEAR, LAST_YEAR
from terrace.base.kernel.problems import Refused
from terrace.base.places import index
from terrace.base.places.index import Index
from terrace.insight.targets import actions, answering, bases, events, goals, problems
from terrace.insight.targets.bases import Basis
from terrace.insight.targets.models import Resolution

SET: Final = "target.set"
CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Paper:
    """A resolution as pages and the API tell it; `area` is its place, `kept` on a page and not by a pack."""

    code: str
    name_vi: str
    name_en: str
    place: str
    area: int
    first_year: int
    last_year: int
    basis: Basis = field(default_factory=Basis)
    kept: bool = True

    def name(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi

    def holds(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


def every(places: Index) -> list[Paper]:
    """The resolutions of places that are there, the newest first."""
    rows = Resolution.objects.filter(retired=False).order_by("-first_year", "-last_year", "code")
    return [paper for row in rows if (paper := _paper(places, row))]


def one(places: Index, code: str) -> Paper:
    """The resolution of this code; raises `target.resolution_absent` (404)."""
    row = Resolution.objects.filter(code=code, retired=False).first()
    paper = _paper(places, row) if row else None
    if paper is None:
        raise problems.RESOLUTION_ABSENT.problem(code=code[:60])
    return paper


def names(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Names in Vietnamese and English by code."""
    rows = Resolution.objects.filter(code__in=set(codes) - {""}).values_list("code", "name_vi", "name_en")
    return {code: (vi, en) for code, vi, en in rows}


def _paper(places: Index, row: Resolution) -> Paper | None:
    area = places.resolve(row.place, goals.day_of(row.last_year))
    if area is None:
        return None
    basis = Basis(row.basis_kind, row.basis_number, row.basis_date)
    years = (row.first_year, row.last_year)
    return Paper(row.code, row.name_vi, row.name_en, row.place, area, *years, basis, row.pack_id is None)


@dataclass(frozen=True, slots=True)
class WantedPaper:
    """A resolution as somebody words it."""

    code: str
    name_vi: str
    name_en: str
    place: str
    first_year: int
    last_year: int
    basis: Basis


def keep(actor: Actor, wanted: WantedPaper) -> bool:
    """Enter a resolution, or change one that was entered so; True when something changed. Raises Refused."""
    _check(wanted)
    area = index.current().resolve(wanted.place, goals.day_of(wanted.last_year))
    if area is None:
        raise problems.PLACE_UNKNOWN.problem("/place", code=wanted.place[:60], year=wanted.last_year)
    policy.demand(actor, SET, area=area, sector="")
    content = _content(wanted) | {"area_id": area, "retired": False}
    with transaction.atomic():
        row = Resolution.objects.filter(code=wanted.code).first()
        if row is not None and row.pack_id is not None:
            raise problems.RESOLUTION_OWNED.problem("/code", code=wanted.code, pack=row.pack_id)
        if row is not None:
            policy.demand(actor, SET, area=row.area_id, sector="")
        before = None if row is None else {name: getattr(row, name) for name in content}
        if before == content:
            return False
        Resolution.objects.update_or_create(
            code=wanted.code, defaults=content | {"pack": None, "set_by": actor.person_id or 0}
        )
        told = {"was": before and actions.plain(before), "is": actions.plain(content)}
        audit.record(SET, f"resolution/{wanted.code}", actor.person_id, told)
        bus.publish(events.resolution_kept(wanted.code, area))
    return True


def _content(wanted: WantedPaper) -> dict[str, object]:
    basis = wanted.basis
    document = {"basis_kind": basis.kind, "basis_number": basis.number, "basis_date": basis.day}
    names = {"name_vi": wanted.name_vi.strip(), "name_en": wanted.name_en.strip() or wanted.name_vi.strip()}
    years = {"first_year": wanted.first_year, "last_year": wanted.last_year}
    return {**names, **years, **document, "place": wanted.place}


def _check(wanted: WantedPaper) -> None:
    """Every fault of the content, not the first."""
    faults = list(answering.basis_faults(wanted.basis))
    if not CODE.fullmatch(wanted.code):
        faults.append(problems.CODE_WRONG.fault("/code", code=wanted.code[:60] or "–"))
    for name in ("name_vi", "name_en"):
        said = getattr(wanted, name).strip()
        if not answering.sound(said) or (name == "name_vi" and not said):
            faults.append(problems.NAME_WRONG.fault(f"/{name}", most=answering.LONGEST))
    if not FIRST_YEAR <= wanted.first_year <= wanted.last_year <= LAST_YEAR:
        faults.append(problems.YEARS_WRONG.fault("/last_year", first=wanted.first_year, last=wanted.last_year))
    if not wanted.basis and not faults:
        values = {"kinds": ", ".join(bases.KINDS), "most": bases.LONGEST}
        faults.append(problems.BASIS_WRONG.fault("/basis_number", what="–", **values))
    if faults:
        raise Refused(faults)


def usual_year(paper: Paper) -> int:
    """The year that a board shows: this one, or the nearest that the resolution is for."""
    return min(max(timezone.localdate().year, paper.first_year), paper.last_year)
