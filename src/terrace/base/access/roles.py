"""Roles and verbs, as data. A role's breadth comes from the place of the grant, not from the role.

A commune officer at a province is an officer for all its communes; a leader at a commune leads a commune.
"""

from dataclasses import dataclass
from typing import Final

from terrace.base.places.models import Level


@dataclass(frozen=True, slots=True)
class Name:
    """What people read, in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role and what it may do."""

    code: str
    name: Name
    verbs: frozenset[str]


#: Every verb, with how a sentence names it.
VERBS: Final[dict[str, Name]] = {
    "submission.create": Name("gửi báo cáo", "send returns"),
    "submission.read": Name("xem báo cáo đã gửi", "read returns"),
    "submission.withdraw": Name("rút báo cáo", "withdraw returns"),
    "return.approve": Name("duyệt báo cáo", "approve returns"),
    "return.reopen": Name("mở lại báo cáo đã khóa", "reopen locked returns"),
    "conflict.settle": Name("xử lý số liệu mâu thuẫn", "settle conflicting figures"),
    "questionnaire.change": Name("quản lý phiếu điều tra", "manage questionnaires"),
    "device.enrol": Name("kết nối thiết bị của mình", "connect her own device"),
    "figure.read": Name("xem số liệu chưa công bố", "read unpublished figures"),
    "figure.release": Name("công bố số liệu", "make figures public"),
    "target.set": Name("đặt chỉ tiêu kế hoạch", "set targets of plans"),
    "operations.view": Name("xem trang điều hành", "see the operations page"),
    "person.read": Name("xem tên cán bộ", "see the names of officials"),
    "person.change": Name("quản lý tài khoản", "manage accounts"),
    "grant.change": Name("phân quyền", "grant rights"),
    "token.create": Name("cấp mã truy cập", "issue tokens"),
    "pack.load": Name("nạp gói danh mục", "load packs"),
    "place.change": Name("thay đổi địa bàn", "change places"),
    "audit.read": Name("xem nhật ký kiểm toán", "read the audit"),
    "forecast.refresh": Name("lập lại dự báo", "make forecasts anew"),
    "warning.read": Name("xem cảnh báo", "see warnings"),
    "warning.handle": Name("xử lý cảnh báo", "handle warnings"),
    "rule.change": Name("đặt quy tắc cảnh báo", "change rules of warning"),
    "health.read": Name("xem tình trạng hệ thống", "see the health of the system"),
    "webhook.change": Name("quản lý địa chỉ nhận tin tự động", "manage webhooks"),
    "report.make": Name("lập báo cáo tổng hợp", "make reports"),
    "report.comment": Name("góp ý báo cáo tổng hợp", "comment on reports"),
    "report.approve": Name("duyệt và ban hành báo cáo tổng hợp", "approve and issue reports"),
    "report.template": Name("sửa mẫu báo cáo tổng hợp", "change templates of reports"),
}

#: Verbs whose effect knows no boundary: the grant must be on a place of this level or coarser, for all
#: sectors.
WIDE: Final[dict[str, Level]] = {
    "pack.load": Level.PROVINCE,
    "place.change": Level.PROVINCE,
    "figure.release": Level.PROVINCE,
    "person.change": Level.PROVINCE,
    "token.create": Level.PROVINCE,
    "forecast.refresh": Level.PROVINCE,
    "health.read": Level.PROVINCE,
    "webhook.change": Level.PROVINCE,
    "report.template": Level.PROVINCE,
}

_SENDS = {
    "submission.create",
    "submission.read",
    "submission.withdraw",
    "figure.read",
    "person.read",
    "device.enrol",
    "warning.read",
    "warning.handle",
}
_DECIDES = {"return.approve", "return.reopen", "conflict.settle", "target.set", "warning.handle", "rule.change"}
_SEES = {"submission.read", "figure.read", "operations.view", "person.read", "warning.read"}
_RUNS = {
    "person.read",
    "person.change",
    "grant.change",
    "token.create",
    "pack.load",
    "place.change",
    "questionnaire.change",
    "forecast.refresh",
    "health.read",
    "webhook.change",
    "report.template",
}
_REPORTS = {"report.make", "report.comment"}


def _role(code: str, vi: str, en: str, *verbs: str) -> Role:
    return Role(code, Name(vi, en), frozenset(verbs))


#: The administrator gives rights but has none over figures; she cannot change her own grants.
ROLES: Final[dict[str, Role]] = {
    role.code: role
    for role in (
        _role(
            "commune-officer",
            "Cán bộ cấp xã",
            "Commune officer",
            *_SENDS,
            "operations.view",
            "report.make",
            "report.comment",
        ),
        _role(
            "department-officer",
            "Cán bộ sở, ngành",
            "Department officer",
            *_SENDS,
            *_DECIDES,
            "questionnaire.change",
            "operations.view",
            "report.comment",
        ),
        _role("one-stop-officer", "Cán bộ một cửa", "One-stop officer", *_SENDS),
        _role(
            "analyst",
            "Chuyên viên phân tích",
            "Analyst",
            *_SEES,
            "rule.change",
            "warning.handle",
            *_REPORTS,
            "report.template",
        ),
        _role("leader", "Lãnh đạo", "Leader", *_SEES, *_DECIDES, "figure.release", *_REPORTS, "report.approve"),
        _role("administrator", "Quản trị viên", "Administrator", *_RUNS, "operations.view"),
        _role("auditor", "Kiểm toán viên", "Auditor", *_SEES, "audit.read"),
        _role("citizen", "Công dân", "Citizen"),
        _role("business", "Doanh nghiệp", "Business"),
        _role(
            "system-client",
            "Hệ thống kết nối",
            "System client",
            "submission.create",
            "submission.read",
            "figure.read",
        ),
    )
}


def permissions() -> frozenset[tuple[str, str, int]]:
    """Every (role, verb, finest level of a granted place that suffices)."""
    return frozenset(
        (role.code, verb, int(WIDE.get(verb, Level.COMMUNE))) for role in ROLES.values() for verb in role.verbs
    )
