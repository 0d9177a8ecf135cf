"""What an officer's page can be asked in vain."""

from terrace.base.kernel.problems import define

FORM_UNKNOWN = define(
    "workspace.form_unknown",
    status=404,
    vi="Không có biểu này: {what}.",
    en="There is no such return: {what}.",
    advice_vi="Mở biểu từ trang công việc của bạn.",
    advice_en="Open the return from your own page.",
)
