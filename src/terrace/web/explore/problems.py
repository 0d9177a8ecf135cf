"""What a page of analysis can be asked in vain."""

from terrace.base.kernel.problems import define

NOTHING_ASKED = define(
    "explore.nothing_asked",
    status=400,
    vi="Chưa có câu hỏi nào để lưu hoặc tải về.",
    en="There is no question to save or to download.",
    advice_vi="Mở trang phân tích và chọn ít nhất một chỉ tiêu.",
    advice_en="Open the analysis page and choose at least one indicator.",
)
FILE_UNKNOWN = define(
    "explore.file_unknown",
    status=404,
    vi="Không có dạng tệp {kind}.",
    en="There is no kind of file {kind}.",
    advice_vi="Dùng xlsx, csv hoặc parquet.",
    advice_en="Use xlsx, csv or parquet.",
)
