"""The kinds of fault that a table of PX-Web can have; a pointer is `file:row:column`, from 1 as in Excel.

Faults whose code is in `WARNINGS` are about something that was read all the same; the others name what was
not read.
"""

from terrace.base.kernel.problems import define

FILE_ABSENT = define(
    "pxweb.file_absent",
    vi="Không mở được tệp {name}: {why}",
    en="The file {name} cannot be opened: {why}",
    advice_vi="Kiểm tra đường dẫn và quyền đọc tệp.",
    advice_en="Check the path and the right to read the file.",
)
FILE_EMPTY = define(
    "pxweb.file_empty",
    vi="Tệp {name} không có nội dung",
    en="The file {name} is empty",
    advice_vi="Xuất lại bảng từ PX-Web rồi nạp lại.",
    advice_en="Export the table from PX-Web again, then load it.",
)
FILE_FORMAT = define(
    "pxweb.file_format",
    vi="Tệp {name} không phải CSV mà là {form_vi}",
    en="The file {name} is not CSV but {form_en}",
    advice_vi="Trong PX-Web chọn “Lưu dưới dạng CSV”; nếu là bảng tính, lưu trang tính thành CSV (UTF-8).",
    advice_en="Choose “Save as CSV” in PX-Web; from a spreadsheet, save the sheet as CSV (UTF-8).",
)
FILE_ENCODING = define(
    "pxweb.file_encoding",
    vi="Tệp {name} không có dấu hiệu Unicode; đã đọc theo bảng mã {encoding}",
    en="The file {name} is not marked as Unicode; it was read as {encoding}",
    advice_vi="So tên địa bàn với bản gốc; tốt nhất lưu lại tệp dưới dạng CSV (UTF-8).",
    advice_en="Compare the names of areas with the original; better, save the file again as CSV (UTF-8).",
)
FILE_UNDECODABLE = define(
    "pxweb.file_undecodable",
    vi="Tệp {name} chứa byte không thuộc UTF-8, UTF-16, Windows-1258 hay Windows-1252",
    en="The file {name} holds bytes that are neither UTF-8, UTF-16, Windows-1258 nor Windows-1252",
    advice_vi="Mở tệp bằng chương trình đã tạo ra nó và lưu lại dưới dạng CSV (UTF-8).",
    advice_en="Open the file with the program that made it and save it as CSV (UTF-8).",
)
FILE_BROKEN = define(
    "pxweb.file_broken",
    vi="Từ dòng {row} trở đi không đọc được thành bảng: {why}",
    en="From row {row} on the file cannot be read as a table: {why}",
    advice_vi="Thường là thiếu một dấu ngoặc kép đóng; sửa dòng đó rồi nạp lại.",
    advice_en="Usually a closing quotation mark is lacking; mend that row and load the file again.",
)
HEAD_ABSENT = define(
    "pxweb.head_absent",
    vi="Không tìm thấy dòng đầu bảng có các năm trong tệp {name}",
    en="No row of column heads with years was found in the file {name}",
    advice_vi="Bảng cần một dòng đầu: tên cột địa bàn, rồi mỗi cột một năm (ví dụ 2016 hoặc Total 2016).",
    advice_en="A table needs a row of heads: the area, then one year a column (such as 2016 or Total 2016).",
)
HEAD_VARIABLES = define(
    "pxweb.head_variables",
    vi="Giữa cột địa bàn và các năm có cột “{text}”: mỗi dòng không chỉ là một địa bàn; tệp không được đọc",
    en="A column “{text}” stands between area and years: a row is more than an area; nothing was read",
    advice_vi="Trong PX-Web chuyển biến đó lên đầu cột (dùng Xoay bảng) để có dạng Total 2016, rồi xuất lại.",
    advice_en="Move that variable to the heads (pivot in PX-Web) to get Total 2016, then export again.",
)
TITLE_ABSENT = define(
    "pxweb.title_absent",
    vi="Tệp {name} không có dòng tên bảng phía trên đầu bảng",
    en="The file {name} has no title above its column heads",
    advice_vi="Khi nạp, hãy chỉ rõ bảng này là chỉ tiêu nào.",
    advice_en="Say which indicator this table is when you load it.",
)
TEXT_TCVN3 = define(
    "pxweb.text_tcvn3",
    vi="“{text}” là chữ gõ bằng phông TCVN3 (ABC), không phải Unicode",
    en="“{text}” is text of a TCVN3 (ABC) font, not Unicode",
    advice_vi="Chuyển tệp sang Unicode bằng công cụ chuyển mã rồi nạp lại.",
    advice_en="Convert the file to Unicode with a converter, then load it again.",
)
COLUMN_YEAR = define(
    "pxweb.column_year",
    vi="Đầu cột “{text}” không cho biết đúng một năm; cột này không được đọc",
    en="The column head “{text}” does not give exactly one year; the column was not read",
    advice_vi="Ghi một năm bốn chữ số trong đầu cột, ví dụ 2016, Prel. 2016 hoặc Total 2016.",
    advice_en="Write one year of four digits in the head, such as 2016, Prel. 2016 or Total 2016.",
)
COLUMN_REPEATED = define(
    "pxweb.column_repeated",
    vi="Cột “{text}” lặp lại cột {first}; chỉ những ô giống nhau được đọc, một lần",
    en="The column “{text}” repeats column {first}; only cells that agree were read, once",
    advice_vi="Bỏ cột thừa hoặc sửa đầu cột nếu nó là năm khác.",
    advice_en="Remove the extra column, or correct its head if it is another year.",
)
YEAR_DOUBTFUL = define(
    "pxweb.year_doubtful",
    vi="Năm {year} nằm sai thứ tự (trước nó là {before}, sau nó là {after}); có thể gõ nhầm",
    en="The year {year} stands out of order (before it {before}, after it {after}); it may be a misprint",
    advice_vi="Đối chiếu với bảng gốc của cơ quan thống kê và sửa đầu cột; các ô của cột bị coi là nghi vấn.",
    advice_en="Check the office's own table and correct the head; the column's cells are marked as doubtful.",
)
YEAR_MARKED = define(
    "pxweb.year_marked",
    vi="Năm “{text}” có dấu (*) nhưng không có ghi chú giải thích; đã coi là số sơ bộ",
    en="The year “{text}” bears the mark (*) and no note explains it; its figures were taken as provisional",
    advice_vi="Thêm ghi chú của bảng gốc, hoặc viết Prel. trước năm nếu là số sơ bộ.",
    advice_en="Add the note of the original table, or write Prel. before the year if they are provisional.",
)
ROW_RAGGED = define(
    "pxweb.row_ragged",
    vi="Dòng có {found} ô nhưng đầu bảng có {expected}; dòng này không được đọc",
    en="The row has {found} cells and the head has {expected}; the row was not read",
    advice_vi="Bổ sung hoặc bỏ dấu phân cách cho đủ số ô; số có dấu phẩy thập phân phải đặt trong ngoặc kép.",
    advice_en="Add or remove separators until the counts agree; put numbers with a decimal comma in quotes.",
)
ROW_NAMELESS = define(
    "pxweb.row_nameless",
    vi="Dòng có số liệu nhưng không có tên địa bàn; dòng này không được đọc",
    en="The row has figures and no area; the row was not read",
    advice_vi="Ghi tên địa bàn vào ô đầu tiên của dòng.",
    advice_en="Write the name of the area in the first cell of the row.",
)
ROW_BARE = define(
    "pxweb.row_bare",
    vi="Dòng “{text}” đứng giữa bảng mà không có ô số liệu nào",
    en="The row “{text}” stands in the table without any cell of figures",
    advice_vi="Nếu là địa bàn, bổ sung các ô (.. khi thiếu số liệu); nếu là ghi chú, chuyển xuống cuối bảng.",
    advice_en="If it is an area, add its cells (.. where missing); if it is a note, move it below the table.",
)
ROW_QUOTE = define(
    "pxweb.row_quote",
    vi="Ô đầu dòng chứa cả dấu xuống dòng và dấu phân cách: thiếu một dấu ngoặc kép, dòng này không được đọc",
    en="The first cell holds a line break and separators: a quotation mark is lacking, the row was not read",
    advice_vi="Sửa dấu ngoặc kép quanh tên địa bàn ở dòng này và dòng trước nó.",
    advice_en="Mend the quotation marks around the area of this row and of the row before it.",
)
ROW_REPEATED = define(
    "pxweb.row_repeated",
    vi="Dòng “{text}” lặp lại dòng {first}; chỉ những ô giống nhau được đọc, một lần",
    en="The row “{text}” repeats row {first}; only cells that agree were read, once",
    advice_vi="Bỏ dòng thừa, hoặc ghi rõ tên nếu là địa bàn khác.",
    advice_en="Remove the extra row, or name it fully if it is another area.",
)
CELL_CONFLICT = define(
    "pxweb.cell_conflict",
    vi="Cùng địa bàn, năm và mục nhưng các ô ghi khác nhau: {raws}; không ô nào được đọc",
    en="Cells for the same area, year and item differ: {raws}; none of them was read",
    advice_vi="Đối chiếu bảng gốc và chỉ giữ lại một giá trị.",
    advice_en="Check the original table and keep one value.",
)
NUMBER_UNREADABLE = define(
    "pxweb.number_unreadable",
    vi="“{raw}” không phải là số, cũng không phải ký hiệu thiếu số liệu (.. ... NA) hay không phát sinh (-)",
    en="“{raw}” is neither a number nor a sign for missing (.. ... NA) or for none (-)",
    advice_vi="Ghi số, ví dụ 1234.5, hoặc .. khi không có số liệu.",
    advice_en="Write a number such as 1234.5, or .. when there is no figure.",
)
NUMBER_AMBIGUOUS = define(
    "pxweb.number_ambiguous",
    vi="“{raw}” có thể là {small} hoặc {large}; trong tệp không có số nào cho biết dấu nào là dấu thập phân",
    en="“{raw}” may be {small} or {large}; no other number in the file settles which sign is the decimal one",
    advice_vi="Ghi số không có dấu phân cách hàng nghìn.",
    advice_en="Write the number without a thousands separator.",
)

#: What was read all the same, and ought to be looked at.
WARNINGS = frozenset(
    kind.code for kind in (FILE_ENCODING, TITLE_ABSENT, COLUMN_REPEATED, YEAR_DOUBTFUL, YEAR_MARKED, ROW_REPEATED)
)
