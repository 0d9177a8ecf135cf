"""What can be wrong with the tables of packs about forecasts, and with the jobs that make them."""

from terrace.base.kernel.problems import define

INDICATOR = define(
    "forecast.indicator",
    vi="Không có chỉ tiêu {code}.",
    en="There is no indicator {code}.",
    advice_vi="Ghi mã chỉ tiêu của gói này hoặc của gói đã nạp; để trống trong bảng horizons nghĩa là mọi chỉ tiêu.",
    advice_en="Write a code of this pack or of one loaded before; empty in the table horizons means every indicator.",
)
FACTOR = define(
    "forecast.factor",
    vi="Hệ số nối chuỗi phải lớn hơn 0.",
    en="The factor of a break must be greater than 0.",
    advice_vi="Ghi hệ số nhân số liệu cũ cho khớp số liệu mới, hoặc để trống để hệ thống tự ước lượng.",
    advice_en="Write what old figures are multiplied with to fit the new ones, or leave it empty to have it estimated.",
)
REFRESH_UNKNOWN = define(
    "forecast.refresh_unknown",
    status=404,
    vi="Không có lượt dự báo lại số {id}.",
    en="There is no refresh {id}.",
    advice_vi="Xem các lượt đã có: terrace forecasting status.",
    advice_en="See which there are: terrace forecasting status.",
)
NOTHING_TO_LEARN = define(
    "forecast.nothing_to_learn",
    vi="Chưa đủ chuỗi số liệu để học: có {series}, cần ít nhất {least}.",
    en="Too few series to learn from: {series}, at least {least} are needed.",
    advice_vi="Cứ dùng trọng số có sẵn; chạy lại khi có thêm số liệu.",
    advice_en="The weights that come with Terrace go on being used; run it again when there are more figures.",
)
FILE_COLUMNS = define(
    "forecast.file_columns",
    vi="Tệp thiếu cột {missing}; các cột có: {found}.",
    en="The file lacks the columns {missing}; it has {found}.",
    advice_vi="Cần ba cột: series (mã chuỗi), t (kỳ: số nguyên, ngày hoặc mã như 2026-M10) và value (giá trị).",
    advice_en="Three columns are needed: series (its code), t (whole number, date or a code such as 2026-M10), value.",
)
FILE_NAMELESS = define(
    "forecast.file_nameless",
    vi="Có dòng không ghi mã chuỗi.",
    en="A row names no series.",
    advice_vi="Ghi mã chuỗi ở cột series trên mọi dòng.",
    advice_en="Write the code of the series in the column series of every row.",
)
FILE_PERIOD = define(
    "forecast.file_period",
    vi="Không đọc được kỳ {period} của chuỗi {series}.",
    en="The period {period} of the series {series} cannot be read.",
    advice_vi="Ghi kỳ bằng số nguyên, ngày, hoặc mã như 2026-M10, 2026-Q3, 2026; cả tệp một loại kỳ.",
    advice_en="Write periods as whole numbers, dates, or codes such as 2026-M10, 2026-Q3, 2026; one kind in a file.",
)
FILE_TWICE = define(
    "forecast.file_twice",
    vi="Chuỗi {series} có hai giá trị cho kỳ {period}.",
    en="The series {series} has two values for the period {period}.",
    advice_vi="Giữ lại một giá trị cho mỗi chuỗi và kỳ.",
    advice_en="Keep one value for each series and period.",
)
FILE_WIDE = define(
    "forecast.file_wide",
    vi="Các kỳ của chuỗi {series} cách nhau quá xa: từ {first} đến {last}.",
    en="The periods of the series {series} lie too far apart: from {first} to {last}.",
    advice_vi="Kiểm tra cột t: số nguyên phải tăng 1 mỗi kỳ.",
    advice_en="Look at the column t: whole numbers grow by 1 from period to period.",
)
FILE_UNREADABLE = define(
    "forecast.file_unreadable",
    vi="Không đọc được tệp {file}: {reason}",
    en="The file {file} cannot be read: {reason}",
    advice_vi="Dùng tệp Parquet hoặc CSV có cột series, t, value.",
    advice_en="Use a Parquet or CSV file with the columns series, t, value.",
)
FILE_STOPPED = define(
    "forecast.file_stopped",
    status=500,
    vi="Một tiến trình dự báo đã dừng giữa chừng.",
    en="A process that made forecasts ended before its time.",
    advice_vi="Chạy lại lệnh: phần đã xong được giữ lại. Nếu thiếu bộ nhớ, dùng ít tiến trình hơn (--workers).",
    advice_en="Run it again: what is done is kept. If memory ran out, use fewer processes (--workers).",
)
SPARK_LACKS = define(
    "forecast.spark_lacks",
    status=503,
    vi="Máy này chưa cài pyspark hoặc Java.",
    en="pyspark or Java is not installed here.",
    advice_vi="Cài pyspark 4 và Java 17 hoặc 21 (đặt JAVA_HOME), hoặc bỏ --spark để tính trên máy này.",
    advice_en="Install pyspark 4 and Java 17 or 21 (set JAVA_HOME), or leave out --spark to work on this machine.",
)
SPARK_AWAY = define(
    "forecast.spark_away",
    status=503,
    vi="Cụm Spark {master} không thực hiện được: {reason}",
    en="The Spark cluster {master} could not do it: {reason}",
    advice_vi="Kiểm tra địa chỉ spark://MÁY:CỔNG, các worker còn chạy, và Terrace cùng phiên bản trên từng worker.",
    advice_en="Check the address spark://HOST:PORT, that workers are up, and that all have the same Terrace.",
)
