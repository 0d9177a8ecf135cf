"""The cast of every browser test, and the small province that they work in."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency, Period

PASSWORD = "Ruong-bac-thang-2026"
#: Lai Châu: a province with few communes, so that a site is filled in seconds.
PROVINCE = "12"


@dataclass(frozen=True, slots=True)
class Someone:
    """A person and the grant that she holds; `place` is a code, or the number of a commune of the province."""

    username: str
    full_name: str
    role: str
    place: str | int
    sector: str = ""
    language: str = "vi"


CHI = Someone("chi", "Nông Thị Chi", "leader", PROVINCE)
HOA = Someone("hoa", "Hoàng Thị Hoa", "commune-officer", 0)
BINH = Someone("binh", "Lý Văn Bình", "commune-officer", 1)
LAN = Someone("lan", "Bùi Thị Lan", "department-officer", PROVINCE, "agriculture")
DUNG = Someone("dung", "Trần Quốc Dũng", "analyst", PROVINCE)
AN = Someone("an", "Phạm Đức An", "administrator", PROVINCE)
#: Officers of communes of their own, so that tests which type do not meet in one cell.
OFFICERS = [Someone(f"officer{number}", f"Cán bộ {number}", "commune-officer", number) for number in range(2, 34)]
#: She is guessed at by the throttle test.
MAI = Someone("mai", "Lý Thị Mai", "commune-officer", 1)
EVERYBODY = [CHI, HOA, BINH, LAN, DUNG, AN, MAI, *OFFICERS]

#: Months that are full; the running month is filled in by all but the first communes, where the officers are.
FULL_MONTHS = 3
OPEN_COMMUNES = 34


def running() -> Period:
    """The month in which the tests run, as the site counts days."""
    return periods.containing(datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date(), Frequency.MONTH)


def before(count: int) -> list[Period]:
    """The months before the running one, the newest first."""
    found = [running().previous()]
    while len(found) < count:
        found.append(found[-1].previous())
    return found
