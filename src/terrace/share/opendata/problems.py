"""What may be wrong with a question about open data, and with the packs' tables for it."""

from terrace.base.kernel.problems import define

FLOW_UNKNOWN = define(
    "opendata.dataset_unknown",
    status=404,
    vi="Không có bộ dữ liệu «{dataset}»",
    en="There is no dataset {dataset!r}",
    advice_vi="Xem danh sách ở /opendata/ hoặc /sdmx/structure/dataflow/*/*/*.",
    advice_en="See the list at /opendata/ or /sdmx/structure/dataflow/*/*/*.",
)
STRUCTURE_UNKNOWN = define(
    "opendata.structure_unknown",
    status=404,
    vi="Không có cấu trúc {kind} {agency}:{id}({version})",
    en="There is no {kind} {agency}:{id}({version})",
    advice_vi="Có: dataflow, datastructure, codelist, conceptscheme, agencyscheme; dùng * để lấy tất cả.",
    advice_en="There are: dataflow, datastructure, codelist, conceptscheme, agencyscheme; use * for all.",
)
KEY = define(
    "opendata.key",
    status=400,
    vi="Khóa «{key}» không đúng: {count} phần, bộ dữ liệu có {most} chiều ({names})",
    en="The key {key!r} is not right: {count} parts, the dataset has {most} dimensions ({names})",
    advice_vi="Ghi mã của từng chiều theo thứ tự, cách nhau bằng dấu chấm; trống hoặc * là mọi mã.",
    advice_en="Give a code for each dimension in order, with full stops between; empty or * is any; * alone is all.",
)
FILTER = define(
    "opendata.filter",
    status=400,
    vi="Bộ lọc «{name}» không đúng: {text}",
    en="The filter {name!r} is not right: {text}",
    advice_vi="Viết c[CHIỀU]=mã,mã với chiều của bộ dữ liệu; TIME_PERIOD nhận eq, ne, ge, gt, le, lt.",
    advice_en="Write c[DIMENSION]=code,code with a dimension of the dataset; TIME_PERIOD takes eq, ne, ge, gt, le, lt.",
)
PERIOD = define(
    "opendata.period",
    status=400,
    vi="{name}: «{text}» không phải là kỳ hay ngày",
    en="{name}: {text!r} is neither a period nor a day",
    advice_vi="Ví dụ 2026, 2026-Q3, 2026-M10, 2026-10 hoặc 2026-10-31.",
    advice_en="For example 2026, 2026-Q3, 2026-M10, 2026-10 or 2026-10-31.",
)
PARAMETER = define(
    "opendata.parameter",
    status=400,
    vi="Tham số {name} không nhận «{text}»",
    en="The parameter {name} does not take {text!r}",
    advice_vi="Xem docs/exchange.md, phần dữ liệu mở.",
    advice_en="See docs/exchange.md, the part on open data.",
)
UNKNOWN_PARAMETER = define(
    "opendata.parameter_unknown",
    status=400,
    vi="Không có tham số «{name}»",
    en="There is no parameter {name!r}",
    advice_vi="Có: {known}.",
    advice_en="There are: {known}.",
)
FORMAT = define(
    "opendata.format",
    status=406,
    vi="Không có định dạng «{asked}»",
    en="The format {asked!r} is not given",
    advice_vi="Có: {known}.",
    advice_en="There are: {known}.",
)
NO_RESULTS = define(
    "opendata.no_results",
    status=404,
    vi="Không có số liệu nào như vậy",
    en="There are no data like that",
    advice_vi="Bớt điều kiện, hoặc xem những gì có ở /sdmx/availability/…",
    advice_en="Ask for less special data, or see what there is at /sdmx/availability/…",
)
TOO_MUCH = define(
    "opendata.too_much",
    status=413,
    vi="Nhiều hơn {most} số liệu trong một câu trả lời",
    en="More than {most} observations in one answer",
    advice_vi="Chia nhỏ bằng startPeriod và endPeriod, hoặc bằng khóa.",
    advice_en="Ask in parts, by startPeriod and endPeriod or by the key.",
)
BUSY = define(
    "opendata.busy",
    status=429,
    vi="Địa chỉ này đã lấy quá {most} lần trong một phút",
    en="This address asked more than {most} times in a minute",
    advice_vi="Đợi {seconds} giây. Dùng ETag: câu trả lời 304 nhanh hơn nhiều.",
    advice_en="Wait {seconds} seconds. Use ETags: an answer 304 is much quicker.",
)
