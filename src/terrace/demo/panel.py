"""What the demo says when it is ready: where, as whom, what to look at, how to stop."""

from collections.abc import Iterable
from unicodedata import combining

import click

from terrace.demo.accounts import PASSWORD, Account

TEXTS = {
    "vi": {
        "ready": "Terrace đã sẵn sàng",
        "open": "Mở",
        "password": "Mật khẩu của mọi tài khoản (chỉ dùng cho bản trình diễn)",
        "head": ("Tài khoản", "Họ tên", "Vai trò", "Địa bàn", "Lĩnh vực"),
        "look": "Xem gì trước",
        "steps": (
            "Đăng nhập bằng chi (lãnh đạo): trang điều hành tỉnh Tuyên Quang, số liệu tự thay đổi.",
            "Bấm vào một ô số, rồi đi xuống đến từng xã và từng lần gửi báo cáo.",
            "Đăng nhập bằng hoa (cán bộ xã) ở cửa sổ khác, nhập số liệu tháng này, xem tỉnh đổi theo.",
        ),
        "note": "Số liệu năm của các tỉnh là số công bố thật; số liệu tháng của các xã là MÔ PHỎNG.",
        "stop": "Dừng: Ctrl-C. Chạy lại thì tiếp tục từ chỗ cũ.",
        "until": "Tự dừng sau {seconds} giây.",
        "all": "tất cả",
    },
    "en": {
        "ready": "Terrace is ready",
        "open": "Open",
        "password": "Password of every account (of the demo only)",
        "head": ("Account", "Name", "Role", "Place", "Sector"),
        "look": "What to look at first",
        "steps": (
            "Log in as chi (leader): the operations page of Tuyên Quang province, with figures that move.",
            "Click a figure, then go down to each commune and each return that was sent.",
            "Log in as hoa (commune officer) in another window, enter this month, see the province follow.",
        ),
        "note": "Yearly figures of provinces are the real published ones; monthly ones of communes are SIMULATED.",
        "stop": "Stop: Ctrl-C. Started again it goes on where it was.",
        "until": "Ends by itself after {seconds} seconds.",
        "all": "all",
    },
}


def show(language: str, port: int, accounts: Iterable[Account], seconds: int | None) -> None:
    """Print the panel."""
    for line in lines(language, port, list(accounts), seconds):
        click.echo(line)


def lines(language: str, port: int, accounts: list[Account], seconds: int | None) -> list[str]:
    texts = TEXTS["en" if language == "en" else "vi"]
    steps = [f"  {number}. {step}" for number, step in enumerate(texts["steps"], start=1)]
    until = [str(texts["until"]).format(seconds=seconds)] if seconds else []
    return [
        "",
        click.style(f"━━ {texts['ready']} ━━", fg="green", bold=True),
        f"{texts['open']}: " + click.style(f"http://127.0.0.1:{port}/", bold=True),
        "",
        *_table([tuple(texts["head"]), *(_row(account, language, str(texts["all"])) for account in accounts)]),
        "",
        f"{texts['password']}: " + click.style(PASSWORD, bold=True),
        "",
        f"{texts['look']}:",
        *steps,
        "",
        str(texts["note"]),
        " ".join([str(texts["stop"]), *until]),
    ]


def _row(account: Account, language: str, every: str) -> tuple[str, ...]:
    role = account.role_name.en if language == "en" else account.role_name.vi
    return account.username, account.full_name, role, account.place, account.sector_name or every


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join(map(_filled, row, widths)).rstrip() for row in rows]


def _filled(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a terminal."""
    return sum(not combining(sign) for sign in text)
