"""Norms and parts as plans read them: frozen values of the tables of packs."""

from dataclasses import dataclass

from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.planning import problems
from terrace.insight.planning.cohorts import Shape
from terrace.insight.planning.models import Part, Stage

#: A cell of an indicator: its id and its breakdown.
CellKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Norm:
    """A stage of schooling with its norms."""

    code: str
    name_vi: str
    name_en: str
    from_age: int
    to_age: int
    grades: tuple[int, int] | None
    class_size: int
    school_classes: int
    reach_km: float
    spread_km: float
    note_vi: str
    note_en: str

    def name(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi

    def note(self, language: str = "vi") -> str:
        return self.note_en if language == "en" else self.note_vi

    @property
    def shape(self) -> Shape:
        """The stage as the arithmetic sees it; columns of grades count from 0."""
        columns = (self.grades[0] - 1, self.grades[1]) if self.grades else None
        return Shape(self.code, self.from_age, self.to_age, columns, self.spread_km)


@dataclass(frozen=True, slots=True)
class Played:
    """Which cell plays a part."""

    role: str
    stage: str
    grade: int
    cell: CellKey


@dataclass(frozen=True, slots=True)
class Norms:
    """All stages in order, and who plays which part."""

    stages: tuple[Norm, ...]
    parts: tuple[Played, ...]

    @property
    def grades(self) -> int:
        return max((each.grades[1] for each in self.stages if each.grades), default=0)

    def stage(self, code: str) -> int | None:
        """The number of a stage."""
        return next((number for number, each in enumerate(self.stages) if each.code == code), None)

    def cells(self, role: str) -> list[Played]:
        return [each for each in self.parts if each.role == role]


def current(snapshot: Snapshot) -> Norms:
    """The norms as they are loaded; raises `planning.no_norms` when no pack has any."""
    stages = tuple(_norm(row) for row in Stage.objects.filter(retired=False).order_by("position", "code"))
    parts = tuple(_played(snapshot))
    if not stages or not parts:
        raise problems.NO_NORMS.problem()
    return Norms(stages, parts)


def _norm(row: Stage) -> Norm:
    grades = (row.first_grade, row.last_grade) if row.first_grade and row.last_grade else None
    return Norm(
        row.code,
        row.name_vi,
        row.name_en,
        row.from_age,
        row.to_age,
        grades,
        row.class_size,
        row.school_classes,
        float(row.reach_km),
        float(row.spread_km),
        row.note_vi,
        row.note_en,
    )


def _played(snapshot: Snapshot) -> list[Played]:
    """The parts whose indicator and breakdown the catalogue still has."""
    found = []
    for row in Part.objects.filter(retired=False).order_by("position"):
        spec = snapshot.by_id.get(row.indicator_id)
        cell = snapshot.breakdown(spec, row.breakdown) if spec else None
        if spec is not None and cell is not None:
            found.append(Played(row.role, row.stage, row.grade, (spec.id, cell)))
    return found
