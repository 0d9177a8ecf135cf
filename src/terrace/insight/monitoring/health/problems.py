"""What can be wrong with a table of limits."""

from terrace.base.kernel.problems import define

MEASURE_UNKNOWN = define(
    "health.measure",
    vi="Không có phép đo {code}.",
    en="There is no measure {code}.",
    advice_vi="Dùng một trong các mã: {known}.",
    advice_en="Use one of these codes: {known}.",
)
LIMITS_TURNED = define(
    "health.limits",
    vi="Ngưỡng của {code} không theo thứ tự.",
    en="The limits of {code} are not in order.",
    advice_vi="Mức hết cảnh báo phải thấp hơn mức vàng, mức vàng thấp hơn mức đỏ.",
    advice_en="`clears` has to be below `amber`, and `amber` below `red`.",
)
