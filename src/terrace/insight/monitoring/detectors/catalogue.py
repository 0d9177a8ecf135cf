"""The detectors by code: which statistic, from where on it speaks, what it is called and how it says why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from . import limits
from .robust import Flags, Floats


@dataclass(frozen=True)
class Words:
    """The same in Vietnamese and English."""

    vi: str
    en: str


@dataclass(frozen=True)
class Detector:
    """`signal`: the name of its statistic; `limits` by frequency: from that size of it on it speaks.

    `above` and `below` are one-clause reasons with the figures of `clauses` to fill in. `error`: it speaks of entry
    errors rather than of changes. `baseline`: kept to compare with, not used by `judge`.
    """

    code: str
    signal: str
    limits: dict[str, float]
    name: Words
    above: Words
    below: Words
    error: bool = False
    baseline: bool = False

    def alarms(self, found: Mapping[str, Floats], frequency: str) -> Flags:
        """(n,) whether its statistic passes its limit; False where it cannot say."""
        return np.asarray(np.nan_to_num(np.abs(found[self.signal])) >= self.limits[frequency])

    def strength(self, found: Mapping[str, Floats], frequency: str) -> Floats:
        """(n,) its statistic in units of its limit; 0 where it cannot say."""
        return np.asarray(np.nan_to_num(np.abs(found[self.signal])) / self.limits[frequency])


def _change(code: str, name: tuple[str, str], above: tuple[str, str], below: tuple[str, str]) -> Detector:
    return Detector(code, code, limits.speaks(code), Words(*name), Words(*above), Words(*below))


def _slip(code: str, name: tuple[str, str], above: tuple[str, str], below: tuple[str, str] | None = None) -> Detector:
    return Detector(code, code, limits.speaks(code), Words(*name), Words(*above), Words(*(below or above)), error=True)


def _rival(code: str, name: tuple[str, str], above: tuple[str, str], below: tuple[str, str]) -> Detector:
    made = _change(code, name, above, below)
    return Detector(code, code, made.limits, made.name, made.above, made.below, baseline=True)


_CHANGES = (
    _change(
        "joint",
        ("Nhiều cách đo cùng lệch", "Off by several measures"),
        ("cao hơn mức dự kiến {off} %", "{off} % above what was expected"),
        ("thấp hơn mức dự kiến {off} %", "{off} % below what was expected"),
    ),
    _change(
        "residual",
        ("Lệch so với dự báo", "Off the forecast"),
        ("cao hơn dự báo {off} %", "{off} % above the forecast"),
        ("thấp hơn dự báo {off} %", "{off} % below the forecast"),
    ),
    _change(
        "robust_seasonal",
        ("Lệch so với cùng kỳ", "Off the same period of last year"),
        ("tăng {year} % so với cùng kỳ năm trước", "{year} % above the same period of last year"),
        ("giảm {year} % so với cùng kỳ năm trước", "{year} % below the same period of last year"),
    ),
    _change(
        "ewma",
        ("Lệch so với trung bình trượt", "Off the moving average"),
        ("cao hơn hẳn trung bình các kỳ gần đây", "well above the average of the last periods"),
        ("thấp hơn hẳn trung bình các kỳ gần đây", "well below the average of the last periods"),
    ),
    _change(
        "last_step",
        ("Thay đổi đột ngột so với kỳ trước", "Sudden change since the period before"),
        ("tăng {last} % so với kỳ trước", "{last} % above the period before"),
        ("giảm {last} % so với kỳ trước", "{last} % below the period before"),
    ),
    _change(
        "peers",
        ("Lệch so với các địa bàn cùng cấp", "Unlike the other places"),
        ("cao hơn xu thế chung của các địa bàn cùng cấp ({peers} %)", "above what the other places did ({peers} %)"),
        ("thấp hơn xu thế chung của các địa bàn cùng cấp ({peers} %)", "below what the other places did ({peers} %)"),
    ),
    _change(
        "seasonal_peers",
        ("Lệch so với các địa bàn cùng cấp, tính theo cùng kỳ", "Unlike the other places since last year"),
        (
            "so với cùng kỳ, cao hơn xu thế chung của các địa bàn cùng cấp ({year_peers} %)",
            "since last year above what the other places did ({year_peers} %)",
        ),
        (
            "so với cùng kỳ, thấp hơn xu thế chung của các địa bàn cùng cấp ({year_peers} %)",
            "since last year below what the other places did ({year_peers} %)",
        ),
    ),
    _change(
        "level_shift",
        ("Chuyển sang mặt bằng mới", "A new level"),
        ("đã ở mặt bằng cao hơn trong vài kỳ liền", "on a higher level for some periods now"),
        ("đã ở mặt bằng thấp hơn trong vài kỳ liền", "on a lower level for some periods now"),
    ),
    _change(
        "trend_break",
        ("Xu hướng bị gãy", "The trend broke"),
        ("vài kỳ gần đây tăng nhanh hơn xu hướng trước đó", "rising faster than the trend before for some periods"),
        ("vài kỳ gần đây kém hơn xu hướng trước đó", "falling behind the trend before for some periods"),
    ),
    _change(
        "drift",
        ("Lệch dần", "Slow drift"),
        ("nhiều kỳ liền cao hơn mức dự kiến", "above what was expected for many periods"),
        ("nhiều kỳ liền thấp hơn mức dự kiến", "below what was expected for many periods"),
    ),
)

_SLIPS = (
    _slip(
        "times_ten",
        ("Thừa hoặc thiếu một chữ số", "A digit too many or too few"),
        ("gấp khoảng 10 lần mức thường thấy: có thể thừa một chữ số", "about ten times the usual: a digit too many?"),
        ("bằng khoảng 1/10 mức thường thấy: có thể thiếu một chữ số", "about a tenth of the usual: a digit too few?"),
    ),
    _slip(
        "thousand",
        ("Nhầm đơn vị nghìn, triệu", "Thousands or millions mixed up"),
        (
            "gấp hàng nghìn lần mức thường thấy: có thể nhầm đơn vị",
            "thousands of times the usual: thousands or millions mixed up?",
        ),
        (
            "bằng khoảng một phần nghìn mức thường thấy: có thể nhầm đơn vị",
            "a thousandth of the usual or less: thousands or millions mixed up?",
        ),
    ),
    _slip(
        "unit_slip",
        ("Nhầm đơn vị tính", "Another unit"),
        ("gấp hàng trăm lần mức thường thấy: có thể nhầm đơn vị tính", "hundreds of times the usual: another unit?"),
        (
            "chưa tới một phần trăm mức thường thấy: có thể nhầm đơn vị tính",
            "about a hundredth of the usual: another unit?",
        ),
    ),
    _slip(
        "digits_swapped",
        ("Đảo hai chữ số", "Two digits swapped"),
        (
            "đổi chỗ hai chữ số liền nhau thì khớp với mức thường thấy",
            "with two neighbouring digits swapped it would be as usual",
        ),
    ),
    _slip(
        "copied",
        ("Chép lại số của kỳ trước", "The last figure sent again"),
        ("trùng hoàn toàn với số của kỳ trước", "exactly the figure of the period before"),
    ),
    _slip(
        "copied_year",
        ("Chép lại số của cùng kỳ năm trước", "Last year's figure sent again"),
        ("trùng hoàn toàn với số của cùng kỳ năm trước", "exactly the figure of the same period of last year"),
    ),
    _slip(
        "year_to_date",
        ("Số lũy kế từ đầu năm", "The sum since the year began"),
        ("bằng khoảng tổng từ đầu năm: có thể là số lũy kế", "about the sum since the year began: cumulated?"),
    ),
    _slip(
        "sign",
        ("Sai dấu", "Wrong sign"),
        ("số dương, trái với các kỳ trước", "above 0, unlike before"),
        ("số âm, trái với các kỳ trước", "below 0, unlike before"),
    ),
    _slip(
        "zero",
        ("Bằng 0 bất thường", "An odd 0"),
        ("bằng 0, trong khi trước đây hiếm khi như vậy", "0, which is rare here"),
    ),
    _slip(
        "missing",
        ("Thiếu số liệu", "No figure"),
        ("không có số liệu, trong khi các kỳ trước đều có", "no figure, where there always was one"),
    ),
)

_RIVALS = (
    _rival(
        "dhis2_z",
        ("Điểm z như DHIS2", "z-score as in DHIS2"),
        ("cao hơn trung bình trên 3 độ lệch chuẩn", "over 3 standard deviations above the mean"),
        ("thấp hơn trung bình trên 3 độ lệch chuẩn", "over 3 standard deviations below the mean"),
    ),
    _rival(
        "dhis2_modified_z",
        ("Điểm z hiệu chỉnh như DHIS2", "Modified z-score as in DHIS2"),
        ("cao hơn hẳn trung vị", "far above the median"),
        ("thấp hơn hẳn trung vị", "far below the median"),
    ),
    _rival(
        "static_change",
        ("Thay đổi quá tỷ lệ cố định", "Change beyond a fixed share"),
        ("tăng {last} % so với kỳ trước", "{last} % above the period before"),
        ("giảm {last} % so với kỳ trước", "{last} % below the period before"),
    ),
)

DETECTORS: dict[str, Detector] = {each.code: each for each in (*_CHANGES, *_SLIPS, *_RIVALS)}
#: Those that give reasons. `joint` only sums up others.
RULES = tuple(each for each in DETECTORS.values() if not each.baseline and each.code != "joint")
