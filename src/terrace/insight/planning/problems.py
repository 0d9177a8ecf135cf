"""What may be wrong with norms, with assumptions, and with the figures behind a plan."""

from terrace.base.kernel.problems import define

AGES = define(
    "planning.ages",
    vi="Cấp học {stage}: tuổi hoặc lớp bắt đầu lớn hơn tuổi hoặc lớp kết thúc",
    en="The stage {stage} begins at a later age or grade than it ends",
    advice_vi="Ghi tuổi (lớp) bắt đầu trước tuổi (lớp) kết thúc; bậc không chia lớp thì bỏ trống cả hai cột lớp.",
    advice_en="Give the first age (grade) before the last; leave both grades empty where there are none.",
)
GRADES = define(
    "planning.grades",
    vi="Các cấp học không nối tiếp nhau: lớp {grade} thiếu hoặc thuộc hai cấp",
    en="The stages do not follow each other: grade {grade} is missing or belongs to two",
    advice_vi="Mỗi lớp từ 1 trở đi thuộc đúng một cấp học.",
    advice_en="Each grade from 1 on belongs to one stage.",
)
BREAKDOWN = define(
    "planning.breakdown",
    vi="Chỉ tiêu {indicator} không có phân tổ {breakdown}",
    en="The indicator {indicator} has no breakdown {breakdown}",
    advice_vi="Dùng phân tổ có trong bảng indicators, ví dụ GRADE=G01.",
    advice_en="Use a breakdown of the table indicators, such as GRADE=G01.",
)
ASSUMPTION = define(
    "planning.assumption",
    status=400,
    vi="Giả định «{name}» không dùng được giá trị «{value}»: {allowed_vi}.",
    en="The assumption {name!r} cannot be {value!r}: {allowed_en}.",
    advice_vi="Sửa ô đó trong biểu giả định rồi tính lại.",
    advice_en="Mend it in the form of assumptions and work it out again.",
)
NO_NORMS = define(
    "planning.no_norms",
    status=404,
    vi="Chưa có định mức lớp học và danh mục chỉ tiêu dùng để lập kế hoạch trường lớp.",
    en="There are no norms, and no list of indicators, to plan schools with.",
    advice_vi="Nạp gói có bảng planning_norms và cohorts (ví dụ packs/education) bằng lệnh terrace load pack.",
    advice_en="Load a pack with the tables planning_norms and cohorts (such as packs/education) by terrace load pack.",
)
NO_PUPILS = define(
    "planning.no_pupils",
    status=404,
    vi="Chưa có số học sinh theo lớp của các xã trong {place} để tính.",
    en="There are no pupils by grade of the communes of {place} to work with.",
    advice_vi="Cần số học sinh theo lớp của ít nhất hai năm học liền nhau: nhập tệp của Sở Giáo dục và Đào tạo ở mục "
    "«Tệp», hoặc xin quyền xem số liệu của tỉnh.",
    advice_en="Pupils by grade of at least two years in a row are needed: send the department's file at “Files”, or "
    "ask for the right to see the figures of the province.",
)
CHANGE = define(
    "planning.change",
    status=400,
    vi="Thay đổi «{text}» không đọc được: {why_vi}.",
    en="The change {text!r} cannot be read: {why_en}.",
    advice_vi="Mỗi thay đổi gồm chỉ tiêu, mức (ví dụ -5 hoặc 120) và cách tính: phần trăm hoặc số tuyệt đối.",
    advice_en="A change is an indicator, an amount (such as -5 or 120) and how it counts: per cent or absolute.",
)
NO_BASE = define(
    "planning.no_base",
    status=404,
    vi="{place} chưa có số liệu «{indicator_vi}» của {period_vi} mà bạn được xem.",
    en="{place} has no figure of “{indicator_en}” for {period_en} that you may see.",
    advice_vi="Chọn kỳ đã có số liệu, hoặc chỉ tiêu và địa bàn khác.",
    advice_en="Choose a period with figures, or another indicator or place.",
)
