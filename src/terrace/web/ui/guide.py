"""Made-up figures for the living guide. The places and values do not exist."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrace.base.kernel.periods import Frequency, Period
from terrace.web.ui import guide_fans, maps
from terrace.web.ui.components import (
    Arrival,
    CellKey,
    Choice,
    Completeness,
    Coverage,
    EntryCell,
    EntryGroup,
    FactRow,
    Figure,
    Formula,
    LeagueRow,
    MapArea,
    Next,
    Point,
    ReturnCard,
    Ring,
    SubmissionLine,
    Then,
)

NOW: Final = Period(Frequency.MONTH, 2026, 10)
PLACE: Final = {"code": "00", "full_name": "Tỉnh Ruộng Bậc Thang", "name": "Ruộng Bậc Thang"}
NAMES: Final = (
    "Bản Mây", "Nà Lúa", "Suối Vàng", "Đồi Chè", "Thung Xanh", "Mường Gió",
    "Phố Núi", "Khe Trăng", "Hồ Sương", "Đèo Nắng", "Bến Đá", "Làng Thông",
    "Rừng Quế", "Cầu Treo", "Chợ Phiên", "Đất Đỏ", "Nương Cao", "Vực Xanh",
    "Thác Bạc", "Núi Đôi", "Tả Van Hạ", "Sín Cải", "Lũng Thóc", "Pác Nặm Mới",
    "Cao Lầu", "Đồng Bằng Nhỏ", "Xóm Lò", "Bãi Bồi", "Ngòi Lửa", "Khau Vạc",
)  # fmt: skip
TILES: Final = (
    ("Sản lượng lúa", "tấn", 1, "18452.6", "17903.2", "17210.4", 98),
    ("Năng suất lúa", "tạ/ha", 1, "58.4", "58.9", "57.1", 98),
    ("Đàn trâu", "con", 0, "84213", "84301", "86120", 117),
    ("Đàn lợn", "con", 0, "512904", "498220", "471003", 124),
    ("Thịt hơi xuất chuồng", "tấn", 1, "6210.5", "6032.1", "5870.9", 121),
    ("Rừng trồng mới", "ha", 1, "412.7", "390.2", "455.0", 88),
    ("Diện tích nuôi thủy sản", "ha", 1, "2981.3", "2981.3", "2904.8", 124),
    ("Diện tích cây lâu năm", "ha", 1, "31240.8", "31022.4", "30118.0", 110),
    ("Trẻ em sinh ra sống", "trẻ", 0, "1204", "1188", "1240", 124),
    ("Học sinh phổ thông", "học sinh", 0, "214870", "214870", "212340", 124),
)
CROPS: Final = (("Lúa", "312.5", "310.0"), ("Ngô", "", "120.4"), ("Sắn", "", "45.0"), ("Rau", "18.2", "17.9"))
COUNT: Final = 124


def page(name: str) -> tuple[str, dict[str, Any]]:
    """A template and its context: the guide, or a whole page of the sites above with samples in it."""
    everything = samples()
    templates = {
        "province": "operations/province.html",
        "figure": "operations/figure.html",
        "submission": "operations/submission.html",
        "home": "workspace/home.html",
        "entry": "workspace/return.html",
    }
    return templates.get(name, "ui/guide.html"), everything


def samples() -> dict[str, Any]:
    """The union of all pages' contexts."""
    areas = _areas()
    return {
        "place": PLACE,
        "period": NOW,
        "last_period": NOW.previous(),
        "crumbs": [Choice("", "Toàn quốc", href="#"), Choice("", PLACE["full_name"])],
        "live": {"src": "", "ticket": ""},
        "simulated": True,
        **_leader(areas),
        **_figure(),
        **_officer(),
        **_entry(),
    }


def _leader(areas: list[MapArea]) -> dict[str, Any]:
    indicator = {"code": "LUA", "name": TILES[0][0], "unit": TILES[0][1]}
    return {
        "tiles": [_tile(n) for n in range(len(TILES))],
        "indicator": indicator,
        "decimals": 1,
        "map": maps.draw(areas, name=TILES[0][0], unit=TILES[0][1], decimals=1),
        "league": _league(areas),
        "indicators": [Choice(tile[0], tile[0], chosen=n == 0) for n, tile in enumerate(TILES)],
        "periods": [Choice(p.code, p.label(), p == NOW) for p in (NOW, NOW.previous(), NOW.shifted(-2))],
        "total": Coverage(98, COUNT),
        "completeness": [
            Completeness(area.name, "#", Coverage((n * 5) % 12, 11), n % 4 == 0, _ago(n * 47) if n % 4 else None)
            for n, area in enumerate(areas[:9])
        ],
        "arrivals": [
            Arrival(_ago(n), area.name, TILES[n % 10][0], 3 + n, ("web", "rest", "nats", "file")[n % 4], "#")
            for n, area in enumerate(areas[:7])
        ],
    }


def _ago(minutes: int) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def _tile(n: int) -> Figure:
    name, unit, decimals, value, last, year, reported = TILES[n]
    cell = str(CellKey(f"I{n}", PLACE["code"], NOW.code))
    return Figure(
        cell, name, unit, decimals, Decimal(value), "#", "provisional", n % 2 == 0, Coverage(reported, COUNT),
        Then(Decimal(last), Coverage(COUNT, COUNT)), Then(Decimal(year)),
        _history(Decimal(value), n, decimals, cell), n == 0, _next(Decimal(value)),
    )  # fmt: skip


def _next(value: Decimal) -> Next:
    label = NOW.next().label()
    return Next(label, value * Decimal("1.02"), value * Decimal("0.96"), value * Decimal("1.07"), "#")


def _history(value: Decimal, seed: int, decimals: int, cell: str) -> tuple[Point, ...]:
    dice = random.Random(seed)  # noqa: S311  # a picture, not a secret
    points = [Point(NOW.code, NOW.label(), value, cell)]
    for back in range(1, 25):
        period = NOW.shifted(-back)
        value = (value * Decimal(dice.randint(94, 104)) / 100).quantize(Decimal(1).scaleb(-decimals))
        points.append(Point(period.code, period.label(), None if back == 7 + seed else value))
    return tuple(reversed(points))


def _areas() -> list[MapArea]:
    """Thirty made-up communes: a net of six by five fields with shaken corners."""
    dice = random.Random(7)  # noqa: S311  # a picture, not a secret
    corner = {
        (x, y): (
            10_480_000 + x * 9000 + dice.randint(-2600, 2600),
            2_230_000 - y * 8000 + dice.randint(-2400, 2400),
        )
        for x in range(7)
        for y in range(6)
    }
    middle = {key: _between(corner, key, dice) for key in corner}
    return [_area(n, corner, middle, dice) for n in range(30)]


def _between(corner: dict[tuple[int, int], tuple[int, int]], key: tuple[int, int], dice: random.Random) -> Any:
    x, y = key
    return {
        step: (
            (corner[key][0] + corner[x + step[0], y + step[1]][0]) // 2 + dice.randint(-900, 900),
            (corner[key][1] + corner[x + step[0], y + step[1]][1]) // 2 + dice.randint(-900, 900),
        )
        for step in ((1, 0), (0, 1))
        if (x + step[0], y + step[1]) in corner
    }


def _area(n: int, corner: Any, middle: Any, dice: random.Random) -> MapArea:
    x, y = n % 6, n // 6
    ring: Ring = (
        corner[x, y], middle[x, y][1, 0], corner[x + 1, y], middle[x + 1, y][0, 1],
        corner[x + 1, y + 1], middle[x, y + 1][1, 0], corner[x, y + 1], middle[x, y][0, 1],
    )  # fmt: skip
    value = None if n % 11 == 5 else Decimal(dice.randint(400, 9000)) / 10  # noqa: PLR2004
    code = f"{n:05}"
    return MapArea(code, f"Xã {NAMES[n]}", value, (ring,), str(CellKey("I0", code, NOW.code)), "#")


def _league(areas: list[MapArea]) -> list[LeagueRow]:
    ordered = sorted(areas, key=lambda area: (area.value is None, -(area.value or 0)))
    return [
        LeagueRow(area.code, area.name, area.value, n if area.value else None, area.cell, "#", Coverage(n % 12, 11))
        for n, area in enumerate(ordered, start=1)
    ]


def _figure() -> dict[str, Any]:
    lines = [
        SubmissionLine(
            f"{48210 - n}", _ago(n * 61), ("Nông Thị Mây", "Vàng A Páo", "Mô phỏng")[n % 3], f"Xã {NAMES[n]}",
            ("web", "rest", "nats")[n % 3], "Báo cáo xã", None if n == 3 else Decimal(4321 - n * 17) / 10,  # noqa: PLR2004
            "missing", 1, 11, "accepted", n == 4, n % 3 == 2, "#",  # noqa: PLR2004
        )
        for n in range(6)
    ]  # fmt: skip
    fan = guide_fans.chart(TILES[0][0], TILES[0][1], _tile(0).history, NOW)
    return {
        "figure": _tile(0),
        "chart": fan,
        "forecast": guide_fans.glance(fan, NOW.next().label()),
        "boundaries": [
            Choice("as_was", str(_("as it was")), True, "#"),
            Choice("as_is", str(_("as it is")), href="#"),
        ],
        "as_of": None,
        "estimated": False,
        "formula": Formula("Sản lượng lúa = Diện tích gieo trồng × Năng suất ÷ 10", (_tile(1), _tile(7))),
        "submissions": lines,
        "submission": lines[0],
        "key": "0f8c2c3e-6b0e-4a57-9a55-8b2f1b1f7a11",
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "rows": [
            FactRow(tile[0], f"Xã {NAMES[0]}", NOW.code, "", tile[1], tile[2], Decimal(tile[3]), href="#")
            for tile in TILES
        ],
    }


def _officer() -> dict[str, Any]:
    sectors = ("Nông nghiệp", "Dân số", "Giáo dục")
    cards = [
        ReturnCard(
            sector, f"Xã {NAMES[0]}", NOW.code, "#", Coverage(4 * n, 8), state, date(2026, 11, 25), 3 - 4 * n, n == 1
        )
        for n, (sector, state) in enumerate(zip(sectors, ("open", "returned", "approved"), strict=True))
    ]
    recent = _figure()["submissions"][:3]
    return {
        "next": cards[1],
        "todo": cards[:2],
        "done": cards[2:],
        "waiting": cards[:1],
        "waiting_count": 3,
        "notices": {"late": 1, "returned": 1, "due_soon": 2, "waiting": 3},
        "recent": recent,
    }


def _entry() -> dict[str, Any]:
    crops = tuple(
        EntryCell(
            f"I{n}", label, "ha", 1, value=Decimal(value) if value else None, last=Decimal(last),
            minimum=Decimal(0), maximum=Decimal(5000),
        )
        for n, (label, value, last) in enumerate(CROPS)
    )  # fmt: skip
    herds = tuple(
        EntryCell("D0", label, "con", 0, breakdown=code, last=Decimal(last), minimum=Decimal(0))
        for label, code, last in (("Trâu", "ANIMAL=BUFFALO", "812"), ("Bò", "ANIMAL=CATTLE", "430"))
    )
    return {
        "sector": {"code": "NN", "name": "Nông nghiệp"},
        "groups": [EntryGroup("Diện tích gieo trồng", crops), EntryGroup("Đàn gia súc", herds)],
        "action": "/api/v1/returns/NN/00/2026-M10",
        "return_key": "NN/00/2026-M10",
        "revision": "1",
        "source": "commune",
        "stage": "returned",
        "locked": False,
        "because": "",
        "incomplete": False,
        "key": "",
        "saved_at": _ago(12),
        "given": 4,
        "cut_off": date(2026, 10, 15),
        "card": ReturnCard(
            "Nông nghiệp", PLACE["name"], NOW.code, "#", Coverage(5, 8), "returned", date(2026, 11, 25), 3
        ),
        "sheet": _sheet(),
        "embedded": "",
        "address": "#",
        "word": "#",
    }


def _sheet() -> dict[str, Any]:
    """What a page of a return says beside its grid."""
    steps = [
        {"at": "2026-11-03T08:12:00+07:00", "by": "Nguyễn Thị Hoa", "text": "", "step": "return.submit"},
        {"at": "2026-11-04T14:05:00+07:00", "by": "Bùi Thị Lan", "text": "Xem lại đàn bò", "step": "return.send_back"},
    ]
    form = {"code": "NN-XA-T", "name": "Nông nghiệp", "regime": "Báo cáo định kỳ", "kind": "statistical"}
    return {
        "form": form | {"authority": "Cơ quan Thống kê"},
        "area": {"code": PLACE["code"]},
        "period": {"code": NOW.code},
        "state": "returned",
        "cut_off": "2026-10-15",
        "answered": 5,
        "asked": 8,
        "history": steps,
        "remarks": steps[1:],
        "may": {"approve": True, "send_back": True, "reopen": True},
    }
