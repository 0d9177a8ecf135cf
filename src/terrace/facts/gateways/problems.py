"""What a message, a file or a folder of another system can be refused for."""

from terrace.base.kernel.problems import define

MAP_TARGET = define(
    "map.target",
    vi="«{target}» không dùng được cho ý nghĩa {meaning}: {hint_vi}",
    en="{target!r} does not fit the meaning {meaning}: {hint_en}",
    advice_vi="Sửa ô target của dòng này trong gói.",
    advice_en="Correct the cell target of this row of the pack.",
)
MAP_FLOW = define(
    "map.flow",
    vi="Không có luồng dữ liệu {flow} trong bảng sdmx_flows",
    en="There is no flow {flow} in the table sdmx_flows",
    advice_vi="Thêm luồng vào sdmx_flows, hoặc ghi * cho quy tắc chung.",
    advice_en="Add the flow to sdmx_flows, or write * for a rule of all flows.",
)
MAP_FACTOR = define(
    "map.factor",
    vi="Hệ số {factor} phải lớn hơn 0",
    en="The factor {factor} must be above 0",
    advice_vi="Ghi 1 khi hai đơn vị giống nhau.",
    advice_en="Write 1 when both units are the same.",
)
FILE_LARGE = define(
    "file.large",
    status=413,
    vi="Tệp lớn hơn {limit} MB.",
    en="The file is larger than {limit} MB.",
    advice_vi="Chia tệp theo kỳ hoặc theo chỉ tiêu rồi gửi từng phần.",
    advice_en="Split it by period or by indicator and send the parts.",
)
FILE_EMPTY = define(
    "message.empty",
    vi="Tệp không có số liệu nào.",
    en="The file holds no observation.",
    advice_vi="Kiểm tra bước xuất dữ liệu ở hệ thống gửi.",
    advice_en="Look at the export of the sending system.",
)
FILE_ENCODING = define(
    "message.encoding",
    vi="Tệp không phải UTF-8.",
    en="The file is not UTF-8.",
    advice_vi="Xuất lại bằng mã UTF-8.",
    advice_en="Export it again as UTF-8.",
)
SDMX_KIND = define(
    "sdmx.kind",
    status=415,
    vi="Đây không phải thông điệp dữ liệu SDMX-CSV 2.0 hoặc SDMX-ML 2.1: {found}",
    en="This is no data message of SDMX-CSV 2.0 or SDMX-ML 2.1: {found}",
    advice_vi="Xuất dữ liệu (không phải cấu trúc) ở một trong hai dạng đó.",
    advice_en="Export data (not structures) in one of these two forms.",
)
SDMX_BROKEN = define(
    "sdmx.broken",
    status=400,
    vi="Không đọc được thông điệp: {detail}",
    en="The message cannot be read: {detail}",
    advice_vi="Tệp có thể bị cắt giữa chừng; gửi lại tệp đầy đủ.",
    advice_en="The file may have been cut off; send the whole file again.",
)
SDMX_ENTITIES = define(
    "sdmx.entities",
    status=400,
    vi="Tệp XML có khai báo DOCTYPE hoặc thực thể (entity).",
    en="The XML declares a DOCTYPE or entities.",
    advice_vi="SDMX-ML không cần khai báo này; bỏ nó rồi gửi lại.",
    advice_en="SDMX-ML needs none; remove the declaration and send it again.",
)
SDMX_SCHEMA = define(
    "sdmx.schema",
    vi="Tệp không đúng lược đồ SDMX-ML 2.1: {detail}",
    en="The file does not follow the schema of SDMX-ML 2.1: {detail}",
    advice_vi="Kiểm tra công cụ đã tạo tệp.",
    advice_en="Check the tool that made the file.",
)
SDMX_COLUMNS = define(
    "sdmx.columns",
    vi="Thiếu cột {names}.",
    en="The columns {names} are missing.",
    advice_vi="SDMX-CSV 2.0 bắt đầu bằng STRUCTURE, STRUCTURE_ID và ACTION.",
    advice_en="SDMX-CSV 2.0 begins with STRUCTURE, STRUCTURE_ID and ACTION.",
)
SDMX_CELLS = define(
    "sdmx.cells",
    vi="Dòng có {count} ô, tiêu đề có {columns} cột.",
    en="The row has {count} cells, the header {columns} columns.",
    advice_vi="Đặt ô có dấu phân cách trong dấu nháy kép.",
    advice_en="Quote cells that contain the separator.",
)
SDMX_ACTION = define(
    "sdmx.action",
    vi="Không có hành động «{action}».",
    en="There is no action {action!r}.",
    advice_vi="Dùng I, A, M, R hoặc D.",
    advice_en="Use I, A, M, R or D.",
)
SDMX_DELETE_BULK = define(
    "sdmx.delete_bulk",
    vi="Yêu cầu xóa không nêu {component}: không xóa hàng loạt.",
    en="The deletion does not name {component}: nothing is deleted in bulk.",
    advice_vi="Nêu đủ mọi chiều của từng số liệu cần rút.",
    advice_en="Name every dimension of each observation that is to go.",
)
SDMX_FLOW = define(
    "sdmx.flow_unknown",
    vi="Chưa có bảng ánh xạ cho {structure}.",
    en="There is no mapping for {structure}.",
    advice_vi="Thêm luồng vào bảng sdmx_flows của một gói rồi nạp gói.",
    advice_en="Add the flow to the table sdmx_flows of a pack and load the pack.",
)
SDMX_COMPONENT = define(
    "sdmx.component_unmapped",
    vi="Thành phần {component} của {structure} chưa được ánh xạ (mã {code}).",
    en="The component {component} of {structure} is not mapped (code {code}).",
    advice_vi="Thêm dòng cho nó vào sdmx_maps; ghi nothing nếu nó không nói gì cần giữ.",
    advice_en="Add a row for it to sdmx_maps; write nothing when it says nothing to keep.",
)
SDMX_CODE = define(
    "sdmx.code_unmapped",
    vi="Mã {component}={code} của {structure} chưa được ánh xạ.",
    en="The code {component}={code} of {structure} is not mapped.",
    advice_vi="Thêm dòng cho mã này vào sdmx_maps; ghi skip nếu cố ý không lấy.",
    advice_en="Add a row for it to sdmx_maps; write skip to leave its observations out on purpose.",
)
SDMX_TWO = define(
    "sdmx.two_meanings",
    vi="Các mã của số liệu này chỉ ra hai {meaning}: {found}.",
    en="The codes of this observation name two of {meaning}: {found}.",
    advice_vi="Sửa bảng sdmx_maps: mỗi số liệu chỉ có một.",
    advice_en="Correct sdmx_maps: an observation has one only.",
)
SDMX_NONE = define(
    "sdmx.meaning_missing",
    vi="Các mã của số liệu này không chỉ ra {meaning}.",
    en="The codes of this observation name no {meaning}.",
    advice_vi="Thêm dòng vào sdmx_maps cho một thành phần của nó.",
    advice_en="Add a row to sdmx_maps for one of its components.",
)
SDMX_BREAKDOWN = define(
    "sdmx.breakdown",
    vi="Mã phân tổ «{code}» không đọc được.",
    en="The code {code!r} gives no breakdown.",
    advice_vi="Mã phân tổ gồm chữ hoa, số và dấu _; nhiều chiều viết SEX=F;AGE=Y15T59.",
    advice_en="Codes have capital letters, digits and _; several dimensions are written SEX=F;AGE=Y15T59.",
)
SDMX_UNIT = define(
    "sdmx.unit",
    vi="{indicator} tính bằng {unit}, thông điệp nói {found}.",
    en="{indicator} is in {unit}, the message says {found}.",
    advice_vi="Chuỗi có năm gốc hoặc đơn vị khác là một chỉ tiêu khác: thêm chỉ tiêu và dòng ánh xạ cho nó.",
    advice_en="A series of another base year or unit is another indicator: add it, and a row that maps it.",
)
SDMX_TIME = define(
    "sdmx.time",
    vi="Không đọc được kỳ «{text}» ({detail}).",
    en="The period {text!r} cannot be read ({detail}).",
    advice_vi="Dùng 2026, 2026-S1, 2026-Q3, 2026-M10 hoặc 2026-10.",
    advice_en="Use 2026, 2026-S1, 2026-Q3, 2026-M10 or 2026-10.",
)
VALUE_TEXT = define(
    "exchange.value",
    vi="«{text}» không phải là số.",
    en="{text!r} is not a number.",
    advice_vi="Ghi chữ số, dấu chấm thập phân, không dấu cách.",
    advice_en="Write digits with a decimal point and no blanks.",
)
VALUE_MISSING = define(
    "exchange.value_missing",
    vi="Số liệu không có giá trị và không nêu lý do.",
    en="The observation has no value and no reason.",
    advice_vi="Gửi giá trị, hoặc trạng thái nói vì sao không có (OBS_STATUS=M).",
    advice_en="Send a value, or a status that says why there is none (OBS_STATUS=M).",
)
VALUE_AND_REASON = define(
    "exchange.value_and_reason",
    vi="Số liệu có giá trị {text} nhưng trạng thái nói là không có.",
    en="The observation has the value {text}, yet its status says that there is none.",
    advice_vi="Bỏ giá trị hoặc sửa trạng thái.",
    advice_en="Leave the value out, or correct the status.",
)
MULTIPLIER = define(
    "exchange.multiplier",
    vi="UNIT_MULT «{text}» không phải số nguyên từ -15 đến 15.",
    en="UNIT_MULT {text!r} is no whole number from -15 to 15.",
    advice_vi="0 là đơn vị, 3 là nghìn, 6 là triệu.",
    advice_en="0 means units, 3 thousands, 6 millions.",
)
SOURCE_OTHER = define(
    "exchange.source",
    vi="Luồng {flow} thuộc nguồn {own}, không phải {asked}.",
    en="The flow {flow} is of the source {own}, not of {asked}.",
    advice_vi="Bỏ nguồn trong yêu cầu, hoặc sửa bảng ánh xạ.",
    advice_en="Leave the source out of the request, or correct the mapping.",
)
SOURCE_NONE = define(
    "exchange.source_missing",
    vi="Không biết số liệu thuộc nguồn nào.",
    en="It is not known of which source the figures are.",
    advice_vi="Nêu nguồn trong yêu cầu hoặc trong bảng ánh xạ.",
    advice_en="Name the source in the request or in the mapping.",
)
SOURCES_MANY = define(
    "exchange.sources_many",
    vi="Tệp có số liệu của nhiều nguồn: {found}.",
    en="The file has figures of several sources: {found}.",
    advice_vi="Gửi mỗi nguồn một tệp.",
    advice_en="Send one file for each source.",
)
DHIS2_BODY = define(
    "dhis2.body",
    status=400,
    vi="Nội dung không phải dataValueSets của DHIS2: {detail}",
    en="The body is no dataValueSets of DHIS2: {detail}",
    advice_vi="Gửi JSON có danh sách dataValues.",
    advice_en="Send JSON with a list dataValues.",
)
DHIS2_UNMAPPED = define(
    "dhis2.unmapped",
    vi="{kind} {code} chưa được ánh xạ.",
    en="{kind} {code} is not mapped.",
    advice_vi="Thêm dòng cho nó vào bảng dhis2 của một gói rồi nạp gói.",
    advice_en="Add a row for it to the table dhis2 of a pack and load the pack.",
)
DHIS2_PERIOD = define(
    "dhis2.period",
    vi="Không đọc được kỳ «{text}».",
    en="The period {text!r} cannot be read.",
    advice_vi="Dùng 202610, 2026Q3, 2026S1 hoặc 2026.",
    advice_en="Use 202610, 2026Q3, 2026S1 or 2026.",
)
DHIS2_OPTION = define(
    "dhis2.option",
    vi="Không hỗ trợ {name}={value}.",
    en="{name}={value} is not supported.",
    advice_vi="Giá trị dùng được: {known}.",
    advice_en="What can be used: {known}.",
)
DHIS2_ATTRIBUTE = define(
    "dhis2.attribute_option",
    vi="attributeOptionCombo {code} không dùng được: Terrace không có chiều này.",
    en="The attributeOptionCombo {code} cannot be used: Terrace has no such dimension.",
    advice_vi="Gửi với tổ hợp mặc định (default).",
    advice_en="Send it with the default combination.",
)
CLIENT_OTHER = define(
    "durable.client",
    status=403,
    vi="Chủ đề {subject} không phải của tài khoản {username}.",
    en="The subject {subject} is not that of the account {username}.",
    advice_vi="Gửi tới terrace.in.submit.{username} (có thể thêm .tên-máy phía sau).",
    advice_en="Send to terrace.in.submit.{username} (a name of the machine may follow).",
)
SENDER_UNKNOWN = define(
    "inbox.sender_unknown",
    vi="Thư mục {folder} không thuộc người gửi nào.",
    en="The folder {folder} belongs to no sender.",
    advice_vi="Đăng ký: terrace sender add TÀI_KHOẢN NGUỒN; thư mục mang tên tài khoản.",
    advice_en="Register one: terrace sender add USERNAME SOURCE; the folder has the user name.",
)
SENDER_FILE = define(
    "inbox.sender_file",
    vi="Không dùng được sender.toml: {detail}",
    en="The sender.toml cannot be used: {detail}",
    advice_vi="Tệp có person và source, thuộc người chạy Terrace, người khác không ghi được.",
    advice_en="It holds person and source, is owned by who runs Terrace, and nobody else may write it.",
)
FILE_LINK = define(
    "inbox.link",
    vi="{name} là liên kết hoặc không phải tệp thường.",
    en="{name} is a link, or no ordinary file.",
    advice_vi="Chép chính tệp vào thư mục.",
    advice_en="Copy the file itself into the folder.",
)
FILE_UNREADABLE = define(
    "inbox.unreadable",
    vi="Không đọc được {name}: {detail}",
    en="{name} cannot be read: {detail}",
    advice_vi="Cho tài khoản chạy Terrace quyền đọc tệp.",
    advice_en="Let the account that runs Terrace read the file.",
)
FILE_KIND = define(
    "inbox.kind",
    vi="Không biết loại tệp {name}.",
    en="The kind of file of {name} is not known.",
    advice_vi="Dùng một trong các đuôi: {known}.",
    advice_en="Use one of the endings: {known}.",
)
LEAF_NAME = define(
    "leaf.name",
    vi="Tên văn phòng «{name}» chỉ gồm chữ thường, số và dấu -.",
    en="The name of an office has lower-case letters, digits and - only: {name!r}",
    advice_vi="Ví dụ: xa-minh-tan.",
    advice_en="For example: xa-minh-tan.",
)
LEAF_HUB = define(
    "leaf.hub",
    vi="Không dùng được địa chỉ trung tâm {url}: {detail}",
    en="The address of the hub {url} cannot be used: {detail}",
    advice_vi="Dùng địa chỉ mà `terrace offices admit` đã in ra.",
    advice_en="Use the address that `terrace offices admit` printed.",
)
LEAF_UNKNOWN = define(
    "leaf.office_unknown",
    status=404,
    vi="Không có văn phòng {name}.",
    en="There is no office {name}.",
    advice_vi="Xem danh sách: terrace offices list.",
    advice_en="See the list: terrace offices list.",
)
LEAF_PORT = define(
    "leaf.port",
    vi="Chưa đặt TERRACE_LEAF_PORT.",
    en="TERRACE_LEAF_PORT is not set.",
    advice_vi="Đặt cổng mà các văn phòng kết nối tới, ví dụ 7422.",
    advice_en="Set the port that offices connect to, such as 7422.",
)
SFTP_PORT = define(
    "sftp.port",
    vi="Chưa đặt TERRACE_SFTP_PORT.",
    en="TERRACE_SFTP_PORT is not set.",
    advice_vi="Đặt cổng SFTP, ví dụ 8022.",
    advice_en="Set the port of SFTP, such as 8022.",
)
SFTP_KEY = define(
    "sftp.key",
    vi="Không đọc được khóa công khai: {detail}",
    en="The public key cannot be read: {detail}",
    advice_vi="Dùng tệp .pub của ssh-keygen.",
    advice_en="Use a .pub file of ssh-keygen.",
)
