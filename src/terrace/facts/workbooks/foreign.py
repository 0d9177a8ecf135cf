"""Reading a foreign sheet by its layout: one row for each place, or one row for each fact."""

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Period
from terrace.base.kernel.problems import Fault
from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.facts.collection.intake import Fact
from terrace.facts.workbooks import figures, guessing, layouts, problems, wordings
from terrace.facts.workbooks.figures import Asked, Content
from terrace.facts.workbooks.filled import LONGEST_BECAUSE
from terrace.facts.workbooks.layouts import HEAD, TITLE, Column, Layout
from terrace.facts.workbooks.placing import Placing, is_total
from terrace.facts.workbooks.readings import Reading
from terrace.facts.workbooks.sheets import Sheet, written
from terrace.facts.workbooks.wordings import Catalogue

#: The code of the place of a row, or what is wrong with it.
Place = str | Fault


class Foreign:
    """Reads one sheet; `read()` gives everything that it says, and what cannot be read."""

    def __init__(self, sheet: Sheet, layout: Layout, placing: Placing, catalogue: Catalogue) -> None:
        self.sheet, self.layout, self.catalogue = sheet, layout, catalogue
        self.placing = placing
        self.reading = Reading(source=layout.source)
        self.values = layout.having("value")
        self.single: dict[str, int] = {
            each.role: each.at for each in reversed(layout.columns) if each.role not in {"skip", "value"}
        }
        self.fixed = self._fixed()
        self.of_head = self._of_head()
        self.sign = figures.sign([row[each.at] for row in self.rows() for each in self.values if len(row) > each.at])
        self._places: dict[tuple[str, str], Place] = {}
        self._periods: dict[str, Period | None] = {}
        self._specs: dict[str, IndicatorSpec | None] = {}
        self._asked: dict[str, Asked] = {}

    def rows(self) -> list[list[Content]]:
        return self.sheet.rows[self.layout.first :]

    def read(self, most: int | None = None) -> Reading:
        """The first so many rows (all)."""
        end = len(self.sheet.rows) if most is None else min(len(self.sheet.rows), self.layout.first + most)
        for row in range(self.layout.first, end):
            self._row(row, self.sheet.rows[row])
        return self.reading

    def _fixed(self) -> Period | None:
        if self.layout.period == TITLE:
            return _parsed(guessing.title_period(self.sheet, self.layout.head))
        return _parsed(self.layout.period) if self.layout.period != HEAD else None

    def _of_head(self) -> dict[int, Period | None]:
        """The period of each column of figures, where their heads name it."""
        if self.layout.period != HEAD:
            return {}
        names = layouts.heads(self.sheet, self.layout.head, self.layout.heads)
        return {each.at: wordings.period(names[each.at]) for each in self.values if each.at < len(names)}

    def _row(self, row: int, cells: list[Content]) -> None:
        filled = [each for each in self.values if written(_at(cells, each.at))]
        if not filled and not self._single(cells, "reason"):
            return
        place = self._place(cells)
        if isinstance(place, Fault):
            self.reading.mark((row, self.single.get("area_name", self.single.get("area_code", 0))), place)
        elif place:
            for column in filled or self.values[:1]:
                self._cell(row, cells, column, place)

    def _single(self, cells: list[Content], role: str) -> str:
        column = self.single.get(role)
        return "" if column is None else written(_at(cells, column))

    def _place(self, cells: list[Content]) -> Place:
        """The code of the row's place; '' for a row that sums up others."""
        named = self._single(cells, "area_code"), self._single(cells, "area_name")
        if named not in self._places:
            self._places[named] = self._found(*named)
        return self._places[named]

    def _found(self, code: str, name: str) -> Place:
        if is_total(name or code):
            return ""
        if self.layout.area and not code and not name:
            return self.layout.area
        found = self.placing.find(code, name)
        if isinstance(found, Fault):
            return found
        version = self.placing.index.version(found, self.placing.day)
        return version.code if version else code

    def _cell(self, row: int, cells: list[Content], column: Column, place: str) -> None:
        spot = (row, column.at)
        spec = self._spec(cells, column)
        if spec is None:
            text = self._single(cells, "indicator") or column.indicator
            self.reading.mark((row, self.single.get("indicator", column.at)), problems.INDICATOR.fault(text=text[:80]))
            return
        period = self._period(cells, column)
        if period is None:
            text = self._single(cells, "period")
            self.reading.mark((row, self.single.get("period", column.at)), problems.PERIOD.fault(text=text[:60]))
            return
        breakdown = self._breakdown(row, cells, column, spec)
        percent = spot in self.sheet.percents
        said = figures.read(_at(cells, column.at), self._ask(spec), percent=percent)
        if said.fault is not None:
            self.reading.mark(spot, said.fault)
        elif breakdown is not None:
            value = None if said.value is None else said.value * column.times
            reason = figures.reason(self._single(cells, "reason")) or said.reason
            because = self._single(cells, "because")[:LONGEST_BECAUSE] or None
            fact = Fact(spec.code, place, period.code, value, reason, breakdown or None, because=because)
            self.reading.say(fact, spot)

    def _spec(self, cells: list[Content], column: Column) -> IndicatorSpec | None:
        text = column.indicator or self._single(cells, "indicator")
        if text not in self._specs:
            self._specs[text] = self.catalogue.indicator(text)
        return self._specs[text]

    def _period(self, cells: list[Content], column: Column) -> Period | None:
        if "period" not in self.single:
            return self.of_head.get(column.at) or self.fixed
        content = _at(cells, self.single["period"])
        text = written(content)
        if text not in self._periods:
            self._periods[text] = wordings.period(content)
        return self._periods[text]

    def _breakdown(self, row: int, cells: list[Content], column: Column, spec: IndicatorSpec) -> str | None:
        """The code of the breakdown; None after its fault was noted."""
        if column.breakdown or "breakdown" not in self.single:
            return column.breakdown
        text = self._single(cells, "breakdown")
        found = self.catalogue.breakdown(spec, text)
        if found is None:
            fault = problems.BREAKDOWN.fault(text=text[:60], indicator=spec.name_vi)
            self.reading.mark((row, self.single["breakdown"]), fault)
        return found

    def _ask(self, spec: IndicatorSpec) -> Asked:
        if spec.code not in self._asked:
            self._asked[spec.code] = Asked(spec.decimals, self.catalogue.snapshot.unit(spec), self.sign)
        return self._asked[spec.code]


def _at(cells: list[Content], column: int) -> Content:
    return cells[column] if column < len(cells) else None


def _parsed(code: str) -> Period | None:
    try:
        return periods.parse(code) if code else None
    except ValueError:
        return None
