"""What is measured, in words, with the limits that hold unless a pack sets others. More is always worse."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from terrace.insight.monitoring.health.lights import RED, Limits
from terrace.insight.monitoring.health.models import HealthLimit

Both = tuple[str, str]
SECONDS: Final[Both] = ("giây", "seconds")
MESSAGES: Final[Both] = ("bản tin", "messages")
PER_CENT: Final[Both] = ("%", "%")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its name, its unit, what to do when it is bad, its limits, how severe a red one is (1 to 4).

    `held`: seconds for which it must have been bad before somebody is told, so that a moment is no warning.
    """

    code: str
    names: Both
    unit: Both
    advices: Both
    limits: Limits
    severity: int = 3
    held: int = 60
    #: What 0 and 1 mean, where the value is no quantity; the second names its warning.
    means: tuple[Both, Both] | None = None

    def name(self, language: str = "vi") -> str:
        return self.names[language == "en"]

    def advice(self, language: str = "vi") -> str:
        return self.advices[language == "en"]

    def severe(self, light: str) -> int:
        """How severe a warning is at this light."""
        return self.severity if light == RED else 2


def _limits(amber: int | None, red: int, clears: int) -> Limits:
    return Limits(None if amber is None else Decimal(amber), Decimal(red), Decimal(clears))


RELAY, STREAM, NATS, CONNECTIONS = "relay_lag", "stream_lag", "nats", "connections"
WAITING, FAILED, BOUNCED = "deliveries_waiting", "deliveries_failed", "addresses_bounced"
DISK, UNSEALED, JOBS, WORKERS = "disk_used", "unsealed", "jobs_failed", "workers_silent"
FORECASTS, BACKUP = "forecasts_waiting", "backup_age"

MEASURES: Final[Mapping[str, Measure]] = {
    each.code: each
    for each in (
        Measure(
            RELAY,
            ("Sự kiện chờ chuyển đi lâu nhất", "Oldest event that waits for the relay"),
            SECONDS,
            (
                "Kiểm tra tiến trình xử lý (worker) và NATS còn chạy không.",
                "Check whether workers and NATS are running.",
            ),
            _limits(30, 300, 5),
            severity=4,
        ),
        Measure(
            STREAM,
            ("Bản tin chờ xử lý trong luồng", "Messages that wait in the stream"),
            MESSAGES,
            (
                "Tăng số tiến trình xử lý, hoặc tìm bộ phận bị chậm trong danh sách.",
                "Start more workers, or look for the slow part in the list.",
            ),
            _limits(5_000, 50_000, 500),
            severity=4,
        ),
        Measure(
            NATS,
            ("NATS (máy chủ bản tin)", "NATS (server of messages)"),
            ("", ""),
            (
                "Xem nhật ký của NATS và địa chỉ TERRACE_NATS_URL.",
                "Look at the log of NATS and the address TERRACE_NATS_URL.",
            ),
            _limits(None, 1, 0),
            severity=4,
            means=(("trả lời", "answers"), ("NATS không trả lời", "NATS does not answer")),
        ),
        Measure(
            CONNECTIONS,
            ("Kết nối PostgreSQL đã dùng", "Connections to PostgreSQL in use"),
            PER_CENT,
            (
                "Giảm số tiến trình, hoặc tăng max_connections của PostgreSQL.",
                "Run fewer processes, or raise max_connections of PostgreSQL.",
            ),
            _limits(80, 95, 70),
        ),
        Measure(
            WAITING,
            ("Thông báo quá giờ gửi lâu nhất", "Longest overdue delivery of a notice"),
            SECONDS,
            (
                "Kiểm tra máy chủ thư (terrace notify status) và tiến trình xử lý.",
                "Check the mail server (terrace notify status) and the workers.",
            ),
            _limits(600, 3_600, 60),
        ),
        Measure(
            FAILED,
            ("Thông báo gửi không được trong 24 giờ", "Deliveries that failed within a day"),
            ("thông báo", "deliveries"),
            (
                "Xem lý do trong terrace notify status; gửi thử bằng terrace mail test.",
                "See why with terrace notify status; try with terrace mail test.",
            ),
            _limits(5, 50, 0),
        ),
        Measure(
            BOUNCED,
            ("Địa chỉ thư bị trả lại", "E-mail addresses that bounce"),
            ("địa chỉ", "addresses"),
            ("Sửa địa chỉ của những cán bộ này.", "Correct the addresses of these officials."),
            _limits(1, 20, 0),
            severity=2,
        ),
        Measure(
            DISK,
            ("Đĩa đã dùng", "Disk in use"),
            PER_CENT,
            (
                "Giải phóng hoặc mở rộng đĩa: khi đĩa đầy, hệ thống ngừng nhận số liệu.",
                "Free or add space: when the disk is full no figure is taken any more.",
            ),
            _limits(85, 95, 80),
            severity=4,
        ),
        Measure(
            UNSEALED,
            ("Mục nhật ký chờ niêm phong lâu nhất", "Oldest audit entry that waits for its seal"),
            SECONDS,
            ("Kiểm tra tiến trình xử lý còn chạy không.", "Check whether workers are running."),
            _limits(60, 600, 10),
        ),
        Measure(
            JOBS,
            ("Việc nền thất bại trong 24 giờ", "Jobs that failed within a day"),
            ("việc", "jobs"),
            ("Xem lý do ở trang Tệp lớn và trang Dự báo.", "See why on the pages of files and of forecasts."),
            _limits(1, 10, 0),
            severity=2,
        ),
        Measure(
            WORKERS,
            ("Tiến trình xử lý mất tín hiệu", "Workers that give no sign of life"),
            ("tiến trình", "workers"),
            (
                "Xem nhật ký của máy; terrace serve tự khởi động lại tiến trình đã dừng.",
                "Look at the log of the machine; terrace serve restarts what stopped.",
            ),
            _limits(1, 4, 0),
        ),
        Measure(
            FORECASTS,
            ("Dự báo quá hạn lập lâu nhất", "Longest overdue forecast"),
            SECONDS,
            (
                "Tăng số tiến trình xử lý, hoặc chờ nạp xong dữ liệu cũ.",
                "Start more workers, or wait until old figures are loaded.",
            ),
            _limits(1_800, 14_400, 300),
            severity=2,
        ),
        Measure(
            BACKUP,
            ("Bản sao lưu gần nhất đã lâu", "Age of the newest backup"),
            ("giờ", "hours"),
            (
                "Kiểm tra lịch sao lưu; mỗi lần xong cần cập nhật tệp TERRACE_BACKUP_STAMP.",
                "Check the backups; each has to touch the file TERRACE_BACKUP_STAMP.",
            ),
            _limits(26, 72, 25),
        ),
    )
}


def limits() -> dict[str, Limits]:
    """The limits that hold: a pack's, else those of the measure."""
    kept = {row.measure: Limits(row.amber, row.red, row.clears) for row in HealthLimit.objects.filter(retired=False)}
    return {code: kept.get(code, measure.limits) for code, measure in MEASURES.items()}
