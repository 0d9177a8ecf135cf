"""What a form, an answer or its figures can be refused for, and what a form is warned of."""

from terrace.base.kernel.problems import Kind, define

__all__ = ["Kind"]

FORM_FILE = define(
    "xlsform.file",
    vi="Tệp {name} không phải XLSForm đọc được: {why}",
    en="The file {name} is not an XLSForm that can be read: {why}",
    advice_vi="Lưu biểu mẫu từ Excel dưới dạng .xlsx (hoặc .xls) có trang tính `survey` rồi tải lên lại.",
    advice_en="Save the form from Excel as .xlsx (or .xls) with a sheet `survey` and upload it again.",
)
FORM_LARGE = define(
    "xlsform.large",
    status=413,
    vi="Tệp {name} lớn hơn {limit} MB.",
    en="The file {name} is larger than {limit} MB.",
    advice_vi="Bỏ hình ảnh và trang tính thừa khỏi tệp; hình ảnh của câu hỏi được tải lên riêng.",
    advice_en="Take pictures and needless sheets out of the file; pictures of questions are uploaded beside it.",
)
FORM_TYPE = define(
    "xlsform.question_type",
    vi="Không có loại câu hỏi {word}.",
    en="There is no question type {word}.",
    advice_vi="Dùng một loại của XLSForm (text, integer, select_one …).{closest_vi}",
    advice_en="Use a type of XLSForm (text, integer, select_one …).{closest_en}",
)
FORM_TYPE_MISSING = define(
    "xlsform.type_missing",
    vi="Câu hỏi không có loại.",
    en="The question has no type.",
    advice_vi="Ghi loại câu hỏi vào cột `type`, ví dụ text hoặc integer.",
    advice_en="Write its type into the column `type`, such as text or integer.",
)
FORM_NAME_MISSING = define(
    "xlsform.name_missing",
    vi="Câu hỏi hoặc nhóm không có tên.",
    en="A question or group has no name.",
    advice_vi="Ghi một tên (chữ không dấu, số, dấu _) vào cột `name`.",
    advice_en="Write a name (letters, digits, _) into the column `name`.",
)
FORM_NAME_WRONG = define(
    "xlsform.name_wrong",
    vi="Tên không dùng được: tên bắt đầu bằng chữ hoặc dấu _, sau đó là chữ, số, dấu _ - .",
    en="The name cannot be used: it begins with a letter or _, then letters, digits, _ - .",
    advice_vi="Đổi tên trong cột `name`, không dùng dấu cách; nhãn tiếng Việt ghi ở cột `label`.",
    advice_en="Change the name in the column `name`, without blanks; what people read stands in `label`.",
)
FORM_NAME_TWICE = define(
    "xlsform.name_twice",
    vi="Tên «{word}» đã dùng trong cùng nhóm.",
    en="The name {word!r} stands twice in the same group.",
    advice_vi="Đặt cho mỗi câu hỏi một tên riêng.",
    advice_en="Give each question a name of its own.",
)
FORM_LIST = define(
    "xlsform.choice_list",
    vi="Không tìm thấy danh sách lựa chọn {word}.",
    en="The list of choices {word} is not there.",
    advice_vi="Thêm danh sách vào trang tính `choices` (cột list_name, name, label), hoặc sửa tên danh sách.",
    advice_en="Add it to the sheet `choices` (columns list_name, name, label), or correct its name.",
)
FORM_UNMATCHED = define(
    "xlsform.unmatched",
    vi="Nhóm hoặc phần lặp không khép kín: {word}.",
    en="A group or repeat is not closed: {word}.",
    advice_vi="Mỗi begin_group / begin_repeat cần một end_group / end_repeat đúng thứ tự.",
    advice_en="Each begin_group / begin_repeat needs its end_group / end_repeat, in order.",
)
FORM_REFERENCE = define(
    "xlsform.reference",
    vi="Tham chiếu đến câu hỏi không tồn tại: {word}.",
    en="A reference names a question that does not exist: {word}.",
    advice_vi="Dùng ${{tên}} của một câu hỏi có trong trang tính `survey`.",
    advice_en="Use the ${{name}} of a question on the sheet `survey`.",
)
FORM_LABEL = define(
    "xlsform.label",
    vi="Câu hỏi {word} không có nhãn.",
    en="The question {word} has no label.",
    advice_vi="Ghi câu hỏi vào cột `label` (hoặc `label::Tiếng Việt (vi)`).",
    advice_en="Write what is asked into the column `label` (or `label::English (en)`).",
)
FORM_REFUSED = define(
    "xlsform.refused",
    vi="Biểu mẫu không chuyển được sang XForm. Bộ chuyển đổi báo (tiếng Anh): {why}",
    en="The form cannot be made into an XForm: {why}",
    advice_vi="Sửa ở vị trí đã nêu theo hướng dẫn tại xlsform.org rồi tải lên lại.",
    advice_en="Correct it at that place as xlsform.org tells, and upload it again.",
)
FORM_EXPRESSION = define(
    "xlsform.expression",
    vi="Biểu thức không đúng cú pháp: {text}",
    en="The expression is not well formed: {text}",
    advice_vi="Kiểm tra dấu ngoặc, dấu nháy và toán tử; điện thoại không mở được biểu mẫu có biểu thức hỏng.",
    advice_en="Check brackets, quotes and operators; a phone cannot open a form with a broken expression.",
)
FORM_EMPTY = define(
    "xlsform.empty",
    vi="Biểu mẫu không có câu hỏi nào.",
    en="The form asks nothing.",
    advice_vi="Thêm câu hỏi vào trang tính `survey`.",
    advice_en="Add questions to the sheet `survey`.",
)
FORM_ID = define(
    "xlsform.id",
    vi="Mã biểu mẫu «{form}» không dùng được.",
    en="The form id {form!r} cannot be used.",
    advice_vi="Ghi `form_id` trong trang tính `settings`: chữ không dấu, số, dấu _ - . và không quá 100 ký tự.",
    advice_en="Set `form_id` on the sheet `settings`: letters, digits, _ - . and at most 100 of them.",
)
FORM_VERSION_SAME = define(
    "xlsform.version_same",
    status=409,
    vi="Phiên bản «{version}» của biểu mẫu {form} đã có với nội dung khác.",
    en="Version {version!r} of the form {form} is there already with other content.",
    advice_vi="Ghi một `version` mới (ví dụ {example}) trong trang tính `settings` để điện thoại nhận ra thay đổi.",
    advice_en="Write a new `version` (such as {example}) on the sheet `settings`: phones see the change by it.",
)
FORM_FOREIGN = define(
    "xlsform.foreign",
    status=403,
    vi="Biểu mẫu {form} thuộc đơn vị khác.",
    en="The form {form} belongs to another office.",
    advice_vi="Dùng `form_id` khác, hoặc nhờ đơn vị quản lý biểu mẫu tải lên.",
    advice_en="Use another `form_id`, or ask the office that keeps the form to upload it.",
)
MEDIUM_UNASKED = define(
    "xlsform.medium_unasked",
    vi="Biểu mẫu không dùng tệp {name}.",
    en="The form does not use the file {name}.",
    advice_vi="Tên tệp phải giống trong biểu mẫu, kể cả chữ hoa chữ thường.",
    advice_en="The name must be written as in the form, upper and lower case included.",
)
WARN_TYPE = define(
    "xlsform.unsupported",
    vi="Câu hỏi {question} ({type}) không trả lời được trên trang web, chỉ trong ứng dụng ODK Collect.",
    en="Question {question} ({type}) cannot be answered on the web page, only in the ODK Collect app.",
    advice_vi="Dùng loại câu hỏi khác nếu cần điền trên web.",
    advice_en="Use another type if it is to be answered on the web.",
)
WARN_MEDIUM = define(
    "xlsform.medium_missing",
    vi="Biểu mẫu nhắc đến tệp {name} nhưng tệp này chưa được tải lên.",
    en="The form names the file {name}, which was not uploaded.",
    advice_vi="Tải tệp lên cùng biểu mẫu; thiếu tệp, điện thoại sẽ để trống chỗ đó.",
    advice_en="Upload it with the form; without it the phone leaves the place empty.",
)
WARN_FUNCTION = define(
    "xlsform.function",
    vi="Hàm {name}() trong «{text}» không có trong ODK.",
    en="ODK does not know the function {name}() in {text!r}.",
    advice_vi="Sửa tên hàm, nếu không điện thoại có thể không mở được biểu mẫu.",
    advice_en="Correct its name, or phones may not be able to open the form.",
)
WARN_CONVERTER = define(
    "xlsform.remark",
    vi="Nhận xét của bộ chuyển đổi (tiếng Anh): {why}",
    en="{why}",
    advice_vi="Biểu mẫu vẫn dùng được.",
    advice_en="The form can be used all the same.",
)
WARN_MAP = define(
    "xlsform.map_lost",
    vi="Bảng ghép số liệu nhắc đến câu hỏi {question}, phiên bản này không có câu hỏi đó.",
    en="The table that makes figures of answers names the question {question}, which this version does not ask.",
    advice_vi="Sửa questionnaire_maps.csv của gói, hoặc giữ tên câu hỏi cũ.",
    advice_en="Correct questionnaire_maps.csv of the pack, or keep the question's old name.",
)
UNKNOWN = define(
    "questionnaire.unknown",
    status=404,
    vi="Không có phiếu {form}.",
    en="There is no questionnaire {form}.",
    advice_vi="Mở danh sách phiếu; trên điện thoại hãy tải lại danh sách biểu mẫu.",
    advice_en="See the list of questionnaires; on a phone fetch the list of forms again.",
)
VERSION_UNKNOWN = define(
    "questionnaire.version_unknown",
    status=404,
    vi="Phiếu {form} không có phiên bản «{version}».",
    en="The questionnaire {form} has no version {version!r}.",
    advice_vi="Tải lại biểu mẫu trên điện thoại.",
    advice_en="Fetch the form again on the phone.",
)
ANSWER_UNKNOWN = define(
    "answer.unknown",
    status=404,
    vi="Không có phiếu trả lời số {id}, hoặc bạn không được xem.",
    en="There is no answer number {id}, or you may not see it.",
    advice_vi="Mở danh sách phiếu đã gửi.",
    advice_en="See the list of what was sent.",
)
ANSWER_BROKEN = define(
    "answer.broken",
    status=400,
    vi="Nội dung phiếu trả lời không đọc được: {why}",
    en="The answer cannot be read: {why}",
    advice_vi="Gửi lại từ ứng dụng; nếu vẫn lỗi, báo cho đơn vị quản lý phiếu.",
    advice_en="Send it again from the app; if it happens again, tell the office that keeps the questionnaire.",
)
ANSWER_NO_ID = define(
    "answer.no_id",
    status=400,
    vi="Phiếu trả lời không có instanceID.",
    en="The answer has no instanceID.",
    advice_vi="Dùng ứng dụng ODK Collect mới hơn.",
    advice_en="Use a newer ODK Collect.",
)
ANSWER_CHANGED = define(
    "answer.changed",
    status=409,
    vi="Đã có một phiếu với mã {instance} và nội dung khác.",
    en="Another answer with the instanceID {instance} and other content is here already.",
    advice_vi="Phiếu sửa đổi phải có mã mới: mở phiếu đã gửi trong ứng dụng và chọn sửa.",
    advice_en="A corrected answer needs an id of its own: open the sent form in the app and choose to edit it.",
)
ANSWER_NO_XML = define(
    "answer.no_xml",
    status=400,
    vi="Thiếu phần xml_submission_file.",
    en="The part xml_submission_file is missing.",
    advice_vi="Gửi theo chuẩn OpenRosa: một phần xml_submission_file và các tệp đính kèm.",
    advice_en="Send it as OpenRosa tells: a part xml_submission_file, and the files that belong to it.",
)
ANSWER_LARGE = define(
    "answer.large",
    status=413,
    vi="Lần gửi lớn hơn {limit} MB.",
    en="What was sent is larger than {limit} MB.",
    advice_vi="Giảm kích thước ảnh trong phần cài đặt của ứng dụng.",
    advice_en="Make pictures smaller in the settings of the app.",
)
SEALED = define(
    "answer.sealed",
    status=500,
    vi="Không giải mã được phiếu: khóa bí mật của hệ thống đã đổi.",
    en="The answer cannot be decrypted: the secret of this installation has changed.",
    advice_vi="Đặt lại TERRACE_SECRET_KEY (hoặc tệp secret_key) như lúc nhận phiếu.",
    advice_en="Set TERRACE_SECRET_KEY (or the file secret_key) to what it was when the answer came in.",
)
PLACE_MANY = define(
    "answer.place_many",
    vi="Bạn phụ trách nhiều địa bàn, phiếu không nói là địa bàn nào.",
    en="You report for several places, and the questionnaire does not say which.",
    advice_vi="Thêm câu hỏi về địa bàn vào phiếu và ghi tên câu hỏi đó ở cột `place` của questionnaires.csv.",
    advice_en="Add a question for the place, and name it in the column `place` of questionnaires.csv.",
)
PLACE_NONE = define(
    "answer.place_none",
    vi="Không biết phiếu thuộc địa bàn nào: «{text}».",
    en="The place of the answer is not known: {text!r}.",
    advice_vi="Trả lời bằng mã địa bàn có hiệu lực vào kỳ của phiếu, hoặc nhờ quản trị viên phân quyền địa bàn.",
    advice_en="Answer with a code of a place of that time, or ask the administrator for a grant on the place.",
)
PERIOD_NONE = define(
    "answer.period",
    vi="Không đọc được kỳ của phiếu: «{text}».",
    en="The period of the answer cannot be read: {text!r}.",
    advice_vi="Trả lời bằng một ngày (2026-11-20) hoặc một mã kỳ (2026-M11).",
    advice_en="Answer with a day (2026-11-20) or a code (2026-M11).",
)
NUMBER_NONE = define(
    "answer.number",
    vi="Câu hỏi {question}: «{text}» không phải là số.",
    en="Question {question}: {text!r} is not a number.",
    advice_vi="Dùng câu hỏi loại integer hoặc decimal cho số liệu.",
    advice_en="Use a question of type integer or decimal for figures.",
)
WITHDRAWN_WHY = define(
    "answer.why",
    vi="Thiếu lý do rút phiếu.",
    en="The reason is missing.",
    advice_vi="Ghi lý do, ví dụ: điền nhầm hộ.",
    advice_en="Write why, such as: the wrong household.",
)
PLAN_FORM = define(
    "questionnaire.form",
    vi="Gói không có phiếu {form}.",
    en="The pack has no questionnaire {form}.",
    advice_vi="Thêm một dòng vào questionnaires.csv.{closest_vi}",
    advice_en="Add a row to questionnaires.csv.{closest_en}",
)
PLAN_QUESTION = define(
    "questionnaire.question",
    vi="Phiếu {form} không có câu hỏi {question}.",
    en="The questionnaire {form} has no question {question}.",
    advice_vi="Ghi đường dẫn của câu hỏi, ví dụ animals/number.{closest_vi}",
    advice_en="Write the path of a question, such as animals/number.{closest_en}",
)
PLAN_KIND = define(
    "questionnaire.kind",
    vi="Câu hỏi {question} không phải là số nên không dùng được với {gather}.",
    en="Question {question} is no number, so {gather} cannot be used.",
    advice_vi="Dùng count để đếm câu trả lời, hoặc đổi loại câu hỏi thành integer hay decimal.",
    advice_en="Use count to count answers, or make the question an integer or a decimal.",
)
PLAN_CODE = define(
    "questionnaire.code",
    vi="Không có {what_vi} {code}.",
    en="There is no {what_en} {code}.",
    advice_vi="Dùng mã trong danh mục.{closest_vi}",
    advice_en="Use a code of the catalogue.{closest_en}",
)
PLAN_MIXED = define(
    "questionnaire.mixed",
    vi="Hai dòng ghép cho cùng một ô của {indicator} không cộng được với nhau.",
    en="Two rows for the same cell of {indicator} cannot be added up.",
    advice_vi="Dùng một dòng value, hoặc chỉ các dòng sum/count cho một ô.",
    advice_en="Use one row with value, or rows with sum/count only, for a cell.",
)
PLAN_VERSION = define(
    "questionnaire.version",
    vi="Câu hỏi của phiếu {form} đã thay đổi nhưng phiên bản vẫn là {version}.",
    en="The questions of {form} have changed, but the version is still {version}.",
    advice_vi="Tăng `version` trong questionnaires.csv.",
    advice_en="Raise `version` in questionnaires.csv.",
)
