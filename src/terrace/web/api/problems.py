"""What only the API can be wrong about; everything else is a problem of the domain that refuses."""

from terrace.base.kernel.problems import define

ADDRESS_UNKNOWN = define(
    "api.not_found",
    status=404,
    vi="Không có địa chỉ {path}.",
    en="There is no address {path}.",
    advice_vi="Các địa chỉ có trong /api/v1/openapi.json.",
    advice_en="The addresses are listed in /api/v1/openapi.json.",
)
METHOD_WRONG = define(
    "api.method",
    status=405,
    vi="Địa chỉ này không nhận phương thức {method}.",
    en="This address does not take the method {method}.",
    advice_vi="Dùng: {allowed}.",
    advice_en="Use: {allowed}.",
)
MEDIA_TYPE = define(
    "api.media_type",
    status=415,
    vi="Không đọc được nội dung kiểu {found}.",
    en="A body of the type {found} is not read here.",
    advice_vi="Gửi JSON không nén, với Content-Type: application/json.",
    advice_en="Send plain JSON with Content-Type: application/json.",
)
PARAMETER_UNKNOWN = define(
    "parameter.unknown",
    status=400,
    vi="Không có tham số {name}.",
    en="There is no parameter {name}.",
    advice_vi="Các tham số được nhận: {allowed}.",
    advice_en="Allowed: {allowed}.",
)
PARAMETER_TWICE = define(
    "parameter.twice",
    status=400,
    vi="Tham số {name} có nhiều lần.",
    en="The parameter {name} is given more than once.",
    advice_vi="Mỗi câu hỏi một giá trị; muốn nhiều kỳ hay nhiều địa bàn, dùng /figures/series hoặc /figures/across.",
    advice_en="One value a question; for many periods or places use /figures/series or /figures/across.",
)
NEEDED = define(
    "parameter.needed",
    status=400,
    vi="Thiếu tham số {name}.",
    en="The parameter {name} is missing.",
    advice_vi="Địa chỉ này cần: {needed}.",
    advice_en="This address needs: {needed}.",
)
PERIODS_APART = define(
    "parameter.periods",
    status=400,
    vi="Hai kỳ {first} và {last} không tạo thành một chuỗi.",
    en="The periods {first} and {last} do not make a series.",
    advice_vi="from và to cùng loại kỳ, from không sau to, nhiều nhất {most} kỳ.",
    advice_en="from and to are of one frequency, from not after to, at most {most} periods.",
)
FORECASTS_MANY = define(
    "parameter.series",
    status=400,
    vi="Hỏi quá nhiều chuỗi một lần, nhiều nhất {most}.",
    en="Too many series at once; at most {most}.",
    advice_vi="Số chỉ tiêu nhân số địa bàn không quá giới hạn; chia thành nhiều câu hỏi.",
    advice_en="Indicators times places must stay within the limit; ask several times.",
)
REQUEST_WRONG = define(
    "api.request",
    status=400,
    vi="Yêu cầu không đọc được: {detail}",
    en="The request cannot be read: {detail}",
    advice_vi="So với /api/v1/openapi.json.",
    advice_en="Compare it with /api/v1/openapi.json.",
)
ROW_REFUSED = define(
    "api.row_refused",
    status=403,
    vi="Cơ sở dữ liệu từ chối: ngoài phạm vi quyền của bạn.",
    en="The database refused it: it lies outside your rights.",
    advice_vi="Không có gì được lưu. Đề nghị quản trị viên kiểm tra quyền của bạn.",
    advice_en="Nothing was stored. Ask the administrator to check your grants.",
)
UNAVAILABLE = define(
    "api.unavailable",
    status=503,
    vi="Cơ sở dữ liệu đang bận hoặc khởi động lại.",
    en="The database is busy or starting again.",
    advice_vi="Không có gì bị mất: gửi lại sau ít giây, với cùng Idempotency-Key.",
    advice_en="Nothing was lost: try again in a few seconds, with the same Idempotency-Key.",
)
BROKEN = define(
    "api.broken",
    status=500,
    vi="Hệ thống gặp lỗi (mã {id}).",
    en="The system failed (number {id}).",
    advice_vi="Thử lại; nếu vẫn lỗi, gửi mã này cho quản trị viên, nhật ký có đủ chi tiết.",
    advice_en="Try again; if it happens again give this number to the administrator, the log has the details.",
)
ACCOUNT_UNKNOWN = define(
    "webhook.account_unknown",
    vi="Không có tài khoản «{username}» đang hoạt động.",
    en="There is no active account {username}.",
    advice_vi="Viết đúng tên đăng nhập của tài khoản mà hệ thống kia dùng.",
    advice_en="Write the user name of the account that the other system uses.",
)
