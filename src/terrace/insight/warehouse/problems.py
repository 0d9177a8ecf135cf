"""What can go wrong with the warehouse."""

from terrace.base.kernel.problems import define

MISSING = define(
    "warehouse.missing",
    status=503,
    vi="Kho phân tích đang được lập.",
    en="The warehouse for analysis is being made.",
    advice_vi="Thử lại sau ít phút; hoặc chạy terrace warehouse build để lập ngay.",
    advice_en="Try again in a few minutes; or run terrace warehouse build to make it now.",
)
ADDRESS = define(
    "warehouse.address",
    vi="Không hiểu WAREHOUSE_URL {url}.",
    en="WAREHOUSE_URL {url} is not understood.",
    advice_vi="Để trống, hoặc ghi duckdb:, spark://MÁY:CỔNG hoặc postgresql://….",
    advice_en="Leave it empty, or write duckdb:, spark://HOST:PORT or postgresql://….",
)
SPARK = define(
    "warehouse.spark",
    status=503,
    vi="Không dùng được Spark {master}: {reason}.",
    en="Spark {master} cannot be used: {reason}.",
    advice_vi="Kiểm tra máy chủ Spark, pyspark và JAVA_HOME; để trống WAREHOUSE_URL để dùng DuckDB.",
    advice_en="See to the Spark master, pyspark and JAVA_HOME; leave WAREHOUSE_URL empty to use DuckDB.",
)
