"""What of an official table can be read but not placed; a pointer is `file:row:column`."""

from terrace.base.kernel.problems import define

TITLE_UNKNOWN = define(
    "pxweb.title_unknown",
    vi="Không gói danh mục nào cho biết cách đọc bảng “{title}”; bảng không được nạp",
    en="No pack says how the table “{title}” is read; it was not loaded",
    advice_vi="Thêm tên bảng vào tệp pxweb.csv của một gói danh mục, nạp gói rồi nạp lại bảng.",
    advice_en="Add the title to pxweb.csv of a pack, load the pack, then load the table again.",
)
ITEM_UNKNOWN = define(
    "pxweb.item_unknown",
    vi="Không gói danh mục nào cho biết cột “{item}” của bảng này là chỉ tiêu nào; cột không được nạp",
    en="No pack says which indicator the column “{item}” of this table is; it was not loaded",
    advice_vi="Thêm mục này vào tệp pxweb.csv của gói danh mục, nạp gói rồi nạp lại bảng.",
    advice_en="Add the item to pxweb.csv of the pack, load the pack, then load the table again.",
)
NOT_YEARLY = define(
    "pxweb.not_yearly",
    vi="Chỉ tiêu {indicator} không thu thập theo năm; cột “{item}” không được nạp",
    en="The indicator {indicator} is not collected by year; the column “{item}” was not loaded",
    advice_vi="Sửa tệp pxweb.csv của gói danh mục: chọn một chỉ tiêu có kỳ là năm.",
    advice_en="Correct pxweb.csv of the pack: name an indicator whose frequency is the year.",
)
YEAR_OUTSIDE = define(
    "pxweb.year_outside",
    vi="Năm {year} nằm ngoài các kỳ mà hệ thống giữ; cột không được nạp",
    en="The year {year} is outside the periods that are kept; the column was not loaded",
    advice_vi="Kiểm tra năm ở đầu cột.",
    advice_en="Check the year in the head of the column.",
)
AREA_UNKNOWN = define(
    "pxweb.area_unknown",
    vi="Không có vùng hay tỉnh nào viết là “{text}”; dòng không được nạp",
    en="No region or province is written “{text}”; the row was not loaded",
    advice_vi="Kiểm tra chính tả; nếu là cách viết khác của một tỉnh, báo người quản trị thêm tên gọi.",
    advice_en="Check the spelling; if a province is written so, ask the administrator to add it.",
)
AREA_ABSENT = define(
    "pxweb.area_absent",
    vi="“{text}” có số liệu {raw} nhưng địa bàn này không tồn tại vào {day}; ô không được nạp",
    en="“{text}” has the figure {raw}, and there was no such place on {day}; the cell was not loaded",
    advice_vi="Đối chiếu với bảng gốc: số liệu thuộc về địa bàn nào vào ngày cuối năm đó?",
    advice_en="Check the office's own table: to which place of that day does the figure belong?",
)
AREA_AMBIGUOUS = define(
    "pxweb.area_ambiguous",
    vi="“{text}” có thể là nhiều địa bàn vào {day}: {codes}; ô không được nạp",
    en="“{text}” may be several places on {day}: {codes}; the cell was not loaded",
    advice_vi="Ghi tên đầy đủ của địa bàn.",
    advice_en="Write the full name of the place.",
)
PLACE_SHARED = define(
    "pxweb.place_shared",
    vi="“{text}” ({raw}) và dòng {rows} cùng rơi vào một địa bàn vào {day} ({code}); không ô nào được nạp",
    en="“{text}” ({raw}) and row {rows} fall on one place of {day} ({code}); none of the cells was loaded",
    advice_vi="Tỉnh chưa tách vào ngày đó: nạp số liệu chung của tỉnh cũ, nếu cơ quan thống kê có công bố.",
    advice_en="The province was undivided then: load its whole figure, if the office gives one.",
)
CELL_DOUBTFUL = define(
    "pxweb.cell_doubtful",
    vi="Năm {year} của cột này có thể là gõ nhầm; ô “{text}” ({raw}) được giữ lại, không nạp",
    en="The year {year} of this column may be a misprint; the cell of “{text}” ({raw}) was held back",
    advice_vi="Sửa đầu cột theo bảng gốc của cơ quan thống kê rồi nạp lại.",
    advice_en="Correct the head of the column after the office's own table, then load again.",
)
