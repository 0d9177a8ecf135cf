"""What every part of a paper is laid out from: the frame, the facts that may be seen, the language."""

from dataclasses import dataclass

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.insight.reports import numbering, wording
from terrace.insight.reports.plans import Part
from terrace.insight.reports.snapshots import Facts, Frame, Place, Row
from terrace.insight.reports.wording import Told


@dataclass(frozen=True, slots=True)
class Laid:
    """What every part is laid out from."""

    frame: Frame
    facts: Facts
    language: str

    @property
    def period(self) -> Period:
        return periods.parse(self.frame.period)

    def told(self, part: Part) -> list[Told]:
        """The rows of a part with their facts, those that may be seen."""
        found = (self._tell(each) for each in self.frame.rows.get(part.code, ()))
        return [told for told in found if told is not None]

    def _tell(self, row: Row) -> Told | None:
        return wording.tell(row, self.frame.specs[row.indicator], self._cell(row), self.facts, self.language)

    def _cell(self, row: Row) -> str:
        """What the breakdown of a row is called; '' for the total."""
        names = self.frame.cells.get(row.keys["value"].split("|")[2], ("", ""))
        return names[1] if self.language == "en" else names[0]

    def place(self, area: int) -> str:
        place = self.frame.places[str(area)]
        return place.name_en if self.language == "en" and place.name_en else place.name


def filled(laid: Laid, text: str) -> str:
    """A text of the template with the place and the period in it."""
    place = laid.frame.places[str(laid.frame.area)]
    return text.format(**words(place, laid.period, laid.language))


def words(place: Place, period: Period, language: str) -> dict[str, str]:
    """What the words in braces of a template's texts stand for."""
    called = full(place, language)
    inside = called if language == "en" else called[:1].lower() + called[1:]
    name = place.name_en or place.name if language == "en" else place.name
    return {"PLACE": called.upper(), "place": inside, "name": name, "period": numbering.period(period, language)}


def full(place: Place, language: str) -> str:
    return place.name_en or place.full_name if language == "en" else place.full_name
