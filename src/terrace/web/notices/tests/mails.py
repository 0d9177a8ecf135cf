"""Made-up mails in both languages: a warning, and the brief of a week."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

SITE = "https://terrace.example.vn"
SETTINGS = f"{SITE}/notices/settings"
UNSUBSCRIBE = f"{SITE}/notices/unsubscribe/x"


def rendered(name: str, language: str, *, suffix: str = "html") -> str:
    """The mail `notice` or `digest`."""
    with translation.override(language):
        return render_to_string(f"notify/{name}.{suffix}", said({"notice": NOTICE, "digest": DIGEST}[name], language))


def said(part: Any, language: str) -> Any:
    """Every pair of languages becomes the text of one."""
    if isinstance(part, dict):
        if set(part) == {"vi", "en"}:
            return part[language]
        return {name: said(each, language) for name, each in part.items()} | _language(part, language)
    return [said(each, language) for each in part] if isinstance(part, list) else part


def _language(part: dict[str, Any], language: str) -> dict[str, str]:
    return {"language": language} if "site" in part else {}


def _(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


NOTICE = {
    "site": SITE,
    "title": _(
        "Đàn lợn xã Mường Tè tháng 10/2026 cao gấp 10 lần dự báo", "Pigs of Mường Tè, 10/2026: ten times the forecast"
    ),
    "lines": [
        _(
            "Xã Mường Tè báo 48.120 con; dự kiến 4.815 con (từ 4.390 đến 5.260). Khả năng rất cao (97 %) đây là sai sót"
            " khi nhập, không phải biến động thật.",
            "The commune reported 48,120; 4,815 was expected (4,390 to 5,260). It is very likely (97 %) an entry error,"
            " not a real change.",
        ),
        _(
            "Một mình xã này làm tổng đàn của tỉnh tăng 21 % so với tháng trước.",
            "This commune alone lifts the province's total by 21 % over the month before.",
        ),
    ],
    "kind": _("Cảnh báo về số liệu", "Warnings about figures"),
    "urgent": True,
    "button": {"text": _("Tôi tiếp nhận cảnh báo này", "I take this warning"), "href": f"{SITE}/notices/open/x"},
    "links": [
        {"text": _("Xem cảnh báo", "See the warning"), "href": f"{SITE}/warnings/7/"},
        {"text": _("Mở báo cáo để sửa", "Open the return to mend it"), "href": f"{SITE}/workspace/"},
    ],
    "settings": SETTINGS,
    "unsubscribe": UNSUBSCRIBE,
    "data": {
        "facts": [
            {"label": _("Kỳ số liệu", "Period"), "value": _("Tháng 10/2026", "10/2026")},
            {"label": _("Mức cảnh báo", "Severity"), "value": _("Cao", "High")},
            {"label": _("Người xử lý", "Handled by"), "value": "Hoàng Thị Hoa"},
            {"label": _("Hạn xử lý", "Due"), "value": "17:00 25/11/2026"},
        ]
    },
}

DIGEST = {
    "site": SITE,
    "title": _("Tuần qua của tỉnh Lai Châu", "The week in Lai Châu province"),
    "lines": [],
    "kind": _("Bản tin lãnh đạo", "Brief for leaders"),
    "urgent": False,
    "button": {"text": _("Mở trang điều hành", "Open the operations page"), "href": f"{SITE}/operations/12/"},
    "links": [],
    "settings": SETTINGS,
    "unsubscribe": UNSUBSCRIBE,
    "data": {
        "place": _("Tỉnh Lai Châu", "Lai Châu province"),
        "period": _("Tuần 16–22/11/2026", "Week of 16–22 November 2026"),
        "headline": _(
            "5 cảnh báo còn mở, trong đó 2 mức cao; 4 báo cáo chậm; 21 trên 30 chỉ tiêu có khả năng đạt.",
            "5 warnings are open, 2 of them high; 4 returns are late; 21 of 30 targets are likely to be met.",
        ),
        "counts": [
            {"value": "5", "words": _("cảnh báo mở", "open warnings"), "tone": "bad"},
            {"value": "3", "words": _("đã xử lý xong", "cleared"), "tone": "good"},
            {"value": "4", "words": _("báo cáo chậm", "returns late"), "tone": "warn"},
            {"value": "21/30", "words": _("chỉ tiêu có thể đạt", "targets on course"), "tone": ""},
        ],
        "sections": [
            {
                "title": _("Cảnh báo cần xem", "Warnings to look at"),
                "empty": _("Không có.", "None."),
                "items": [
                    {
                        "title": _("Đàn lợn xã Mường Tè cao gấp 10 lần dự báo", "Pigs of Mường Tè: ten times expected"),
                        "line": _(
                            "Gần như chắc chắn là sai sót nhập liệu; Hoàng Thị Hoa đang xử lý, hạn 25/11.",
                            "Almost surely an entry error; Hoàng Thị Hoa handles it, due 25 Nov.",
                        ),
                        "path": "/warnings/7/",
                        "tag": _("Cao", "High"),
                        "tone": "bad",
                    },
                    {
                        "title": _("Thu ngân sách quý IV có thể thấp hơn kế hoạch", "Revenue of Q4 may fall short"),
                        "line": _(
                            "Khả năng 72 % không đạt 90 % kế hoạch; 3 xã chiếm 61 % phần hụt.",
                            "72 % likely to stay under 90 % of the plan; 3 communes make up 61 % of the gap.",
                        ),
                        "path": "/warnings/9/",
                        "tag": _("Trung bình", "Medium"),
                        "tone": "warn",
                    },
                ],
                "more": {"text": _("Xem cả 5 cảnh báo", "See all 5 warnings"), "path": "/warnings/"},
            },
            {
                "title": _("Đã xử lý xong", "Cleared"),
                "empty": _("Tuần qua không có cảnh báo nào khép lại.", "No warning was closed this week."),
                "items": [],
            },
            {
                "title": _("Báo cáo chậm", "Late returns"),
                "empty": _("Không có báo cáo chậm.", "No return is late."),
                "items": [
                    {
                        "title": _("Nông nghiệp tháng 10: 4 xã chưa gửi", "Agriculture, October: 4 communes missing"),
                        "line": "Bum Nưa, Khun Há, Nậm Hàng, Pa Tần",
                        "path": "/workspace/oversight",
                        "tag": _("chậm 6 ngày", "6 days late"),
                        "tone": "warn",
                    }
                ],
            },
            {
                "title": _("Chỉ tiêu có nguy cơ không đạt", "Targets at risk"),
                "empty": _("Không có.", "None."),
                "items": [
                    {
                        "title": _("Trồng rừng tập trung", "Forest planted"),
                        "line": _("Đạt 61 % so với 84 % thường lệ đến kỳ này.", "61 % done; 84 % is usual by now."),
                        "path": "/targets/12/?year=2026",
                        "tag": _("khả năng 18 %", "18 % likely"),
                        "tone": "bad",
                    }
                ],
            },
        ],
    },
}
