"""What components and codes are called in both languages: concepts, and the codes of each code list.

Two names stand in one text with `BOTH` between; who writes a message takes them apart again.
"""

from collections.abc import Iterator

from terrace.base.kernel.periods import BY_LETTER
from terrace.share.opendata.datasets import FREQUENCY, INDICATOR, PLACE, TIME, TOTAL, Dataset, Shelf

#: Between a Vietnamese and an English name; it stands in no name and in no message.
BOTH = "\ue000"
VALUE, STATUS, CONFIDENTIAL, SIMULATED = "OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "SIMULATED"
UNIT, DECIMALS, REPORTED, EXPECTED = "UNIT_MEASURE", "DECIMALS", "REPORTED", "EXPECTED"
PARTS = "SUM_OF_PARTS"
NAMES = {
    FREQUENCY: ("Tần suất", "Frequency"),
    PLACE: ("Địa bàn", "Reference area"),
    INDICATOR: ("Chỉ tiêu", "Indicator"),
    TIME: ("Kỳ", "Time period"),
    VALUE: ("Giá trị", "Observation value"),
    UNIT: ("Đơn vị tính", "Unit of measure"),
    DECIMALS: ("Số chữ số thập phân", "Decimals"),
    STATUS: ("Trạng thái số liệu", "Observation status"),
    CONFIDENTIAL: ("Trạng thái bảo mật", "Confidentiality status"),
    SIMULATED: ("Số liệu mô phỏng", "Simulated"),
    REPORTED: ("Số báo cáo đã nhận", "Reports received"),
    EXPECTED: ("Số báo cáo phải có", "Reports expected"),
    PARTS: ("Tổng các phần, khi khác số đã công bố", "Sum of the published parts, where it is not the total"),
}
CODES = {
    STATUS: {
        "A": ("Bình thường", "Normal value"),
        "P": ("Sơ bộ", "Provisional value"),
        "E": ("Ước tính", "Estimated value"),
        "M": ("Không áp dụng", "Missing value; data cannot exist"),
        "Q": ("Không công bố để bảo mật", "Missing value; suppressed"),
    },
    CONFIDENTIAL: {"F": ("Công khai", "Free"), "C": ("Bảo mật", "Confidential statistical information")},
    SIMULATED: {"Y": ("Có số mô phỏng", "Simulated figures are in it"), "N": ("Không", "No")},
}
FREQUENCIES = {
    "A": ("Năm", "Annual"),
    "S": ("Nửa năm", "Half-yearly"),
    "N": ("Chín tháng", "Nine months"),
    "Q": ("Quý", "Quarterly"),
    "C": ("Vụ", "Crop season"),
    "M": ("Tháng", "Monthly"),
}
#: Components whose values are codes of a list, beside breakdowns.
LISTED = (FREQUENCY, PLACE, INDICATOR, UNIT, *CODES)
#: A code with both names.
Named = tuple[str, str]


class Words:
    """Names of components and codes of one shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._kept: dict[str, list[Named]] = {}

    def components(self) -> dict[str, str]:
        """Every component."""
        found = {code: both(*names) for code, names in NAMES.items()}
        return found | {code: self.component(code) for code in self.breakdowns()}

    def component(self, code: str) -> str:
        """One of them."""
        if code in NAMES:
            return both(*NAMES[code])
        found = self.shelf.snapshot.dimensions[code]
        return both(found.name_vi, found.name_en)

    def breakdowns(self) -> list[str]:
        """The breakdowns of any dataset."""
        return sorted({name for each in self.shelf.datasets.values() for name in each.breakdowns})

    def codes(self, component: str) -> list[Named]:
        """The code list of a component, in order."""
        if component not in self._kept:
            self._kept[component] = list(self._codes(component))
        return self._kept[component]

    def labels(self, dataset: Dataset, language: str) -> dict[str, dict[str, str]]:
        """Component of a dataset → code → name in one language."""
        wanted = dict.fromkeys((*dataset.dimensions, *LISTED))
        return {name: {code: in_language(text, language) for code, text in self.codes(name)} for name in wanted}

    def _codes(self, component: str) -> Iterator[Named]:
        if component in CODES:
            yield from ((code, both(*names)) for code, names in CODES[component].items())
        elif component in self.shelf.snapshot.dimensions:
            yield TOTAL, both("Tổng số", "Total")
            for each in self.shelf.snapshot.dimensions[component].codes:
                yield each.code, both(each.name_vi, each.name_en)
        else:
            made = {FREQUENCY: _frequencies, PLACE: self._places, INDICATOR: self._indicators, UNIT: self._units}
            yield from made[component]()

    def _places(self) -> Iterator[Named]:
        """A code that several places had in turn is there once, with the name of the newest."""
        newest = {version.code: version for version in self.shelf.versions}
        for code, version in newest.items():
            yield code, both(version.full_name, version.name_en or version.full_name)

    def _indicators(self) -> Iterator[Named]:
        for dataset in self.shelf.datasets.values():
            yield from ((each.code, both(each.name_vi, each.name_en)) for each in dataset.indicators)

    def _units(self) -> Iterator[Named]:
        used = {spec.unit for each in self.shelf.datasets.values() for spec in each.indicators}
        for code in sorted(used):
            unit = self.shelf.snapshot.units[code]
            yield code, both(unit.name_vi, unit.name_en)


def _frequencies() -> Iterator[Named]:
    return ((letter, both(*FREQUENCIES[letter])) for letter in BY_LETTER)


def both(vietnamese: str, english: str) -> str:
    """Two names as one text."""
    return f"{vietnamese}{BOTH}{english or vietnamese}"


def in_language(text: str, language: str) -> str:
    """One of the two.

    >>> in_language(both("Tháng", "Month"), "en"), in_language("X", "vi")
    ('Month', 'X')
    """
    vietnamese, _, english = text.partition(BOTH)
    return english or vietnamese if language == "en" else vietnamese
