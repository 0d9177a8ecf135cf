"""What can be wrong with a report or its template."""

from terrace.base.kernel.problems import define

ABSENT = define(
    "report.absent",
    status=404,
    vi="Không có báo cáo số {id}, hoặc bạn không xem được.",
    en="There is no report {id}, or you may not see it.",
    advice_vi="Mở lại từ danh sách báo cáo.",
    advice_en="Open it again from the list of reports.",
)
TEMPLATE_ABSENT = define(
    "report.template_absent",
    status=404,
    vi="Không có mẫu báo cáo {code}.",
    en="There is no template {code}.",
    advice_vi="Chọn một mẫu trong danh sách mẫu báo cáo.",
    advice_en="Choose one of the list of templates.",
)
PLACE = define(
    "report.place",
    vi="Không có địa bàn {code} vào ngày cuối kỳ {period}.",
    en="There is no place {code} on the last day of {period}.",
    advice_vi="Dùng mã địa bàn đang có hiệu lực trong kỳ báo cáo.",
    advice_en="Use the code that the place has in the period.",
)
PERIOD = define(
    "report.period",
    vi="{period} không phải là kỳ của mẫu này, hoặc kỳ chưa bắt đầu.",
    en="{period} is no period of this template, or has not begun.",
    advice_vi="Dùng một kỳ như {example}.",
    advice_en="Use a period such as {example}.",
)
STATE = define(
    "report.state",
    status=409,
    vi="Báo cáo đang ở trạng thái «{state_vi}» nên không làm được việc này.",
    en="The report is “{state_en}”, so this cannot be done.",
    advice_vi="Tải lại trang để xem trạng thái hiện tại; báo cáo đã ban hành thì lập bản mới sau khi rút.",
    advice_en="Load the page again; for a report that was issued, withdraw it and make a new one.",
)
PARTIAL = define(
    "report.partial",
    status=403,
    vi="Báo cáo có {count} số liệu ngoài quyền xem của bạn nên bạn không duyệt được.",
    en="The report has {count} figures that you may not see, so you cannot approve it.",
    advice_vi="Người duyệt phải xem được toàn bộ báo cáo.",
    advice_en="Whoever approves has to see the whole report.",
)
WORDS = define(
    "report.words",
    vi="Nội dung để trống hoặc dài quá {most} ký tự.",
    en="The text is empty or longer than {most} characters.",
    advice_vi="Viết ngắn gọn điều cần nói.",
    advice_en="Write briefly what there is to say.",
)
RECIPIENTS = define(
    "report.recipients",
    vi="Chưa chọn người nhận, hoặc có người không được xem báo cáo này.",
    en="Nobody is chosen, or somebody among them may not see this report.",
    advice_vi="Chọn người nhận trong danh sách.",
    advice_en="Choose recipients of the list.",
)
TEMPLATE_BROKEN = define(
    "report.template_broken",
    vi="Câu lệnh viết sai: {why}",
    en="The text is written wrongly: {why}",
    advice_vi="Kiểm tra các dấu {{ và }} cùng tên từ; các từ dùng được: {words}.",
    advice_en="Check the braces and the names; words that can be used: {words}.",
)
TEMPLATE_WORD = define(
    "report.template_word",
    vi="Không có từ «{word}».",
    en="There is no word {word!r}.",
    advice_vi="Dùng một trong các từ: {words}.{closest_vi}",
    advice_en="Use one of: {words}.{closest_en}",
)
WORD_FILE = define(
    "report.word_file",
    vi="Không đọc được tệp Word: {why_vi}.",
    en="The Word file cannot be read: {why_en}.",
    advice_vi="Lưu lại bằng Word hoặc LibreOffice dạng .docx, không có macro hay liên kết ra ngoài, tối đa {most} MB.",
    advice_en="Save it again as .docx without macros or links to outside, at most {most} MB.",
)
INDICATOR = define(
    "report.indicator",
    vi="Không có chỉ tiêu {code}.",
    en="There is no indicator {code}.",
    advice_vi="Dùng mã trong danh mục chỉ tiêu.{closest_vi}",
    advice_en="Use a code of the catalogue.{closest_en}",
)
BREAKDOWN = define(
    "report.breakdown",
    vi="Chỉ tiêu {code} không có phân tổ {breakdown}.",
    en="The indicator {code} has no breakdown {breakdown}.",
    advice_vi="Để trống cho tổng số, hoặc dùng mã phân tổ của chỉ tiêu.",
    advice_en="Leave it empty for the total, or use a breakdown of the indicator.",
)
NO_INDICATORS = define(
    "report.no_indicators",
    vi="Phần loại {kind} phải nêu chỉ tiêu.",
    en="A part of the kind {kind} has to name indicators.",
    advice_vi="Ghi mã chỉ tiêu vào cột indicators, cách nhau bằng dấu phẩy.",
    advice_en="Write codes of indicators into the column indicators, with commas.",
)
NO_PARTS = define(
    "report.no_parts",
    vi="Mẫu {code} không có phần nào.",
    en="The template {code} has no parts.",
    advice_vi="Thêm các phần vào bảng report_parts.",
    advice_en="Add its parts to the table report_parts.",
)
UNKNOWN_REPORT = define(
    "report.unknown_template",
    vi="Bảng reports không có mẫu {code}.",
    en="The table reports has no template {code}.",
    advice_vi="Dùng mã của một mẫu trong bảng reports.{closest_vi}",
    advice_en="Use the code of a template of the table reports.{closest_en}",
)
PART_TWICE = define(
    "report.part_twice",
    vi="Mã phần {code} có hai lần trong mẫu {report}.",
    en="The code {code} stands twice in the template {report}.",
    advice_vi="Đặt cho mỗi phần một mã riêng.",
    advice_en="Give each part a code of its own.",
)
UPLOAD_EMPTY = define(
    "report.upload_empty",
    vi="Chưa chọn tệp nào.",
    en="No file was chosen.",
    advice_vi="Chọn tệp Word (.docx), bảng các phần (.csv hoặc .xlsx), hoặc cả hai.",
    advice_en="Choose a Word file (.docx), a table of parts (.csv or .xlsx), or both.",
)
