"""Thirty questions of the people of a province, asked on the analysis page in a browser.

Each says who asks, what she does, and what the page must show. What is right is worked out here, by hand, from the
figures that the API gives to the same person.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from statistics import median

import pytest

from terrace.base.kernel import periods
from terrace.base.kernel.periods import Frequency

from . import visits
from .analysis import (
    Answer,
    Figures,
    Step,
    add_to,
    check,
    columned,
    find,
    go_to,
    growth,
    largest,
    lowest,
    map_shows,
    move,
    part_of,
    pearson,
    percent,
    period,
    picture,
    rank,
    rows,
    show_as,
    sort_by,
    tick,
)
from .conftest import PATIENCE, ROOT, _environment
from .people import BINH, CHI, DUNG, HOA, LAN, PROVINCE, Someone, before, running
from .visits import Visit

#: The last full month, the one before, the running one; the last full quarter and half-year and the one before.
MONTH, EARLIER = before(2)
NOW = running()
QUARTER = periods.containing(NOW.start, Frequency.QUARTER).previous()
HALF = periods.containing(NOW.start, Frequency.HALF).previous()
#: The last year of the yearbook, that of the indices and of the schools.
YEAR, INDEX_YEAR = "2012", str(NOW.year - 1)
M, LAST_YEAR, Q, H = MONTH.code, MONTH.shifted(-12).code, QUARTER.code, HALF.code
IN_M, IN_Q, IN_H = MONTH.label("vi"), QUARTER.label("vi"), HALF.label("vi")
OURS, COUNTRY = "Tỉnh Lai Châu", "Việt Nam"
START = "/explore/"
GROWTH, CHANGE = "tăng, giảm so với cùng kỳ năm trước (%)", "tăng, giảm so với kỳ trước (%)"
SHARE = "tỷ trọng trong cột (%)"
KINDS = {"ENTERPRISE": "Doanh nghiệp", "COOPERATIVE": "Hợp tác xã", "HOUSEHOLD": "Hộ kinh doanh cá thể"}


@dataclass(frozen=True, slots=True)
class Question:
    """`opens`: the address where she begins, or the name of a saved view."""

    asked: str
    by: Someone
    opens: str
    steps: tuple[Step, ...]
    answer: Callable[[Figures], Answer]


def link(measures: str, lines: str, when: str, columns: str = "", **more: str) -> str:
    """A link that somebody has sent."""
    words = {"measures": measures, "rows": lines, "columns": columns, "periods": when, **more}
    return f"{START}?" + "&".join(f"{name}={word}" for name, word in words.items() if word)


def one(value: Callable[[Figures], Decimal], row: str = OURS, column: str = "") -> Callable[[Figures], Answer]:
    """One number."""
    return lambda figures: Answer({(row, column): value(figures)})


def each(
    values: Callable[[Figures], dict[str, Decimal]], column: str = "", first: int = 0
) -> Callable[[Figures], Answer]:
    """A number for every place; the first rows are those of the largest."""

    def answer(figures: Figures) -> Answer:
        found = values(figures)
        return Answer({(name, column): value for name, value in found.items()}, tuple(largest(found, first)))

    return answer


# what is worked out of several figures


def shares_of_the_largest(figures: Figures) -> Answer:
    """Of the ten communes with the most pigs: how many, and which share of the province each has."""
    herds, whole = figures.known("PIG_HERD", M), figures("PIG_HERD", M)
    ten = largest(herds, 10)
    cells = {(name, "(%)"): percent(herds[name], whole) for name in ten}
    return Answer(cells | {(name, IN_M): herds[name] for name in ten}, tuple(ten))


def not_reported(figures: Figures) -> Answer:
    """Which communes have not said this month how many buffaloes and cattle they have, and how many they are."""
    buffaloes, cattle = (figures.below(code, NOW.code) for code in ("BUFFALO_HERD", "CATTLE_HERD"))
    missing = sum(value is None for value in (*buffaloes.values(), *cattle.values()))
    column = f"{NOW.label('vi')} · Số lượng trâu"
    cells = {(name, column): value for name, value in buffaloes.items()}
    return Answer(cells, says=(f"chưa có số liệu: {missing} ô",))


def yields_against_the_province(figures: Figures) -> Answer:
    ours = figures("RICE_HARVEST_YIELD", M)
    yields = figures.known("RICE_HARVEST_YIELD", M)
    return Answer({(name, IN_M): value - ours for name, value in yields.items()})


def go_together(first: str, second: str, when: str) -> Callable[[Figures], Answer]:
    """Two indicators over the communes, and how far they go together."""

    def answer(figures: Figures) -> Answer:
        one, other = figures.known(first, when), figures.known(second, when)
        pairs = [(one[name], other[name]) for name in one if name in other]
        r = f"r = {pearson(pairs)}".replace(".", ",").replace("-", "−")
        cells = {(name, ""): value for name, value in one.items()}
        return Answer(cells, says=(f"{r} trên {len(pairs)} cặp",))

    return answer


def provinces(figures: Figures, indicator: str, when: str) -> dict[str, Decimal]:
    """The figures of all provinces of a year, by name."""
    below = figures.places(indicator, when, "VN")
    regions = [code for code, level in below if level == "region"]
    if not regions:  # since 2025 the country has provinces right below it
        return figures.known(indicator, when, "VN")
    return {name: value for code in regions for name, value in figures.known(indicator, when, code).items()}


def rank_among_provinces(indicator: str) -> Callable[[Figures], Answer]:
    def answer(figures: Figures) -> Answer:
        values = provinces(figures, indicator, YEAR)
        return Answer({(OURS, ""): values[OURS], (OURS, "xếp hạng"): rank(values, OURS)})

    return answer


def regions_of_the_country(figures: Figures) -> dict[str, Decimal]:
    whole = figures("PADDY_PRODUCTION", YEAR, "VN")
    return {name: percent(value, whole) for name, value in figures.known("PADDY_PRODUCTION", YEAR, "VN").items()}


def so_far_this_year(indicator: str) -> Callable[[Figures], Decimal]:
    """The sum of the months of the year that are known, up to the last full one."""

    def value(figures: Figures) -> Decimal:
        months = [month.code for month in reversed(before(12)) if month.year == MONTH.year]
        return sum((figures.known_or_nothing(indicator, code) for code in months), Decimal(0))

    return value


def by_kind(indicator: str, dimension: str, codes: dict[str, str], when: str) -> Callable[[Figures], Answer]:
    """The shares of the parts of a figure."""

    def answer(figures: Figures) -> Answer:
        whole = figures(indicator, when)
        parts = {name: figures(indicator, when, breakdown=f"{dimension}={code}") for code, name in codes.items()}
        return Answer({(name, ""): percent(value, whole) for name, value in parts.items()})

    return answer


def place_of(someone: Someone, figures: Figures) -> tuple[str, str]:
    """Code and name of the commune of an officer."""
    assert isinstance(someone.place, int)
    code, _level = figures.places("DEPARTURES", M, PROVINCE)[someone.place]
    return code, list(figures.below("DEPARTURES", M))[someone.place]


def boys_and_girls(someone: Someone) -> Callable[[Figures], Answer]:
    def answer(figures: Figures) -> Answer:
        code, _name = place_of(someone, figures)
        boys, girls = (figures("LIVE_BIRTHS", M, code, f"SEX={sex}") for sex in "MF")
        return Answer({("Nam", IN_M): boys, ("Nữ", IN_M): girls, ("Tổng số", IN_M): boys + girls})

    return answer


def against_the_median(figures: Figures) -> Answer:
    """Of what is public she sees her neighbours too."""
    _code, name = place_of(HOA, figures)
    values = figures.known("DEPARTURES", M)
    return Answer({(name, IN_M): percent(values[name], median(values.values()))})


def part_of_the_province(figures: Figures) -> Answer:
    _code, name = place_of(BINH, figures)
    return Answer({(name, IN_M): percent(figures.known("DEPARTURES", M)[name], figures("DEPARTURES", M))})


def hidden(figures: Figures) -> Answer:
    """An officer of agriculture sees no poor households of the communes, and the page says so."""
    names = figures.below("RICE_OUTPUT", M)
    return Answer({(name, ""): None for name in names}, says=("▒", "ẩn: bạn chưa có quyền xem"))


QUESTIONS = [
    # nông, lâm nghiệp
    Question(
        "Sản lượng lúa thu hoạch tháng trước của tỉnh tăng hay giảm so với cùng kỳ?",
        CHI,
        START,
        (find("san luong lua thu", "Sản lượng lúa thu hoạch trong tháng"), show_as(GROWTH)),
        one(lambda f: growth(f("RICE_OUTPUT", M), f("RICE_OUTPUT", LAST_YEAR)), column=IN_M),
    ),
    Question(
        "Xã nào nuôi nhiều lợn nhất?",
        CHI,
        START,
        (find("lon cuoi thang", "Số lượng lợn cuối tháng"), rows("xã"), sort_by(IN_M)),
        each(lambda f: f.known("PIG_HERD", M), IN_M, first=3),
    ),
    Question(
        "Mười xã nuôi nhiều lợn nhất chiếm bao nhiêu phần đàn lợn của tỉnh?",
        LAN,
        link("PIG_HERD,PIG_HERD:share", "place:commune", M, "period:M", places=PROVINCE, sort="-PIG_HERD", limit="10"),
        (),
        shares_of_the_largest,
    ),
    Question("Xã nào chưa báo đàn trâu tháng này?", LAN, "Xã nào chưa báo đàn trâu, đàn bò", (), not_reported),
    Question(
        "Năng suất lúa xã nào thấp hơn mức chung của tỉnh?",
        LAN,
        "Năng suất lúa các xã so với mức chung của tỉnh",
        (),
        yields_against_the_province,
    ),
    Question(
        "Tháng trước nữa xã nào thu hoạch nhiều lúa nhất? Xem trên bản đồ.",
        LAN,
        link("RICE_OUTPUT", "place:commune", "last:3:M", "period:M", places=PROVINCE),
        (picture("Bản đồ"), map_shows(EARLIER.label("vi"))),
        each(lambda f: f.known("RICE_OUTPUT", EARLIER.code), EARLIER.label("vi")),
    ),
    Question(
        "Giá lợn hơi bình quân của tỉnh tháng trước tăng hay giảm so với tháng trước nữa?",
        LAN,
        START,
        (find("gia lon", "Giá lợn hơi bình quân"), show_as(CHANGE)),
        one(lambda f: growth(f("PIG_PRICE", M), f("PIG_PRICE", EARLIER.code)), column=IN_M),
    ),
    Question(
        "Sản lượng lúa và giá thóc của các xã có đi cùng nhau không?",
        DUNG,
        link("RICE_OUTPUT", "place:commune", M, places=PROVINCE),
        (find("gia ban thoc", "Giá bán thóc bình quân tại xã"), picture("Tương quan")),
        go_together("RICE_OUTPUT", "RICE_PRICE", M),
    ),
    Question(
        "Sản lượng lúa cả năm của tỉnh đứng thứ mấy cả nước?",
        DUNG,
        link("PADDY_PRODUCTION,PADDY_PRODUCTION:rank", "place:province", YEAR, places=PROVINCE),
        (go_to(COUNTRY),),
        rank_among_provinces("PADDY_PRODUCTION"),
    ),
    Question(
        "Vùng nào làm ra nhiều lúa nhất, bao nhiêu phần của cả nước?",
        DUNG,
        link("PADDY_PRODUCTION:share", "place:region", YEAR, "period:A", places="VN", sort="-PADDY_PRODUCTION:share"),
        (),
        each(regions_of_the_country, first=6),
    ),
    Question(
        "Từ đầu năm đến hết tháng trước tỉnh trồng được bao nhiêu rừng?",
        CHI,
        START,
        (find("rung trong moi", "Diện tích rừng trồng mới trong tháng"), tick("lũy kế từ đầu năm")),
        one(so_far_this_year("FOREST_PLANTED"), column=IN_M),
    ),
    # kinh tế, ngân sách, đầu tư
    Question(
        "Thu ngân sách tháng trước so với tháng trước nữa?",
        CHI,
        "Thu ngân sách 13 tháng qua",
        (show_as(CHANGE),),
        one(lambda f: growth(f("BUDGET_REVENUE", M), f("BUDGET_REVENUE", EARLIER.code)), column=IN_M),
    ),
    Question(
        "Xã nào thu ngân sách nhiều nhất, chiếm bao nhiêu phần của tỉnh?",
        CHI,
        link("BUDGET_REVENUE", "place:commune", M, "period:M", places=PROVINCE),
        (show_as(SHARE), sort_by(IN_M)),
        each(lambda f: part_of(f.known("BUDGET_REVENUE", M), f("BUDGET_REVENUE", M)), IN_M),
    ),
    Question(
        "Tháng trước có bao nhiêu doanh nghiệp, hộ kinh doanh đăng ký mới, ở những xã nào nhiều nhất?",
        DUNG,
        START,
        (find("dang ky moi", "đăng ký mới"), rows("xã"), period(IN_M), tick("tổng số"), sort_by(IN_M)),
        lambda f: Answer({("Tổng số", IN_M): f("NEW_ENTERPRISES", M)} | columned(f.known("NEW_ENTERPRISES", M), IN_M)),
    ),
    Question(
        "Hợp tác xã chiếm bao nhiêu phần lao động?",
        DUNG,
        "Lao động theo loại hình cơ sở",
        (),
        by_kind("ECONOMIC_EMPLOYEES", "ECONOMIC_KIND", KINDS, Q),
    ),
    Question(
        "Bình quân một cơ sở kinh tế của tỉnh có bao nhiêu lao động?",
        DUNG,
        START,
        (find("lao dong binh quan", "Lao động bình quân một cơ sở kinh tế"),),
        one(lambda f: f("ECONOMIC_SIZE", Q), column=IN_Q),
    ),
    Question(
        "Năng lực cạnh tranh cấp tỉnh (PCI) của tỉnh bao nhiêu điểm, đứng thứ mấy?",
        CHI,
        link("PCI_RANK,PCI_SCORE", "place", INDEX_YEAR, "period:A"),
        (),
        lambda f: Answer(
            {
                (OURS, "Xếp hạng PCI"): rank(provinces(f, "PCI_SCORE", INDEX_YEAR), OURS),
                (OURS, "Điểm PCI"): f("PCI_SCORE", INDEX_YEAR),
            }
        ),
    ),
    # dân số, y tế
    Question(
        "Dân số của tỉnh tăng bao nhiêu phần trăm sau hai năm?",
        CHI,
        link("POPULATION", "place", "2010..2012", "period:A"),
        (show_as("chỉ số (kỳ đầu = 100)"),),
        one(lambda f: percent(f("POPULATION", YEAR), f("POPULATION", "2010")), column=YEAR),
    ),
    Question(
        "Bao nhiêu phần dân số sống ở thành thị?",
        DUNG,
        link("POPULATION:share", "breakdown:RESIDENCE", YEAR, "period:A"),
        (),
        by_kind("POPULATION", "RESIDENCE", {"URBAN": "Thành thị", "RURAL": "Nông thôn"}, YEAR),
    ),
    Question(
        "Tháng trước xã tôi sinh bao nhiêu trẻ, mấy trai, mấy gái?",
        HOA,
        START,
        (
            find("tre sinh ra", "Số trẻ sinh ra sống"),
            add_to("rows", "Giới tính"),
            move("Bỏ: Địa bàn"),
            tick("tổng số"),
        ),
        boys_and_girls(HOA),
    ),
    Question(
        "Cùng mẫu ấy, một xã khác mở: còn xã của tôi?",
        BINH,
        "Trẻ sinh ra ở xã tôi, trai và gái",
        (),
        boys_and_girls(BINH),
    ),
    Question(
        "Số người chuyển đi của xã tôi nhiều hay ít so với các xã trong tỉnh?",
        HOA,
        START,
        (find("chuyen di", "Số người chuyển đi"), show_as("% so với trung vị các địa bàn cùng cấp")),
        against_the_median,
    ),
    Question(
        "Trong số người chuyển đi của tỉnh, xã tôi chiếm bao nhiêu?",
        BINH,
        link("DEPARTURES:share:parent", "place", M, "period:M"),
        (),
        part_of_the_province,
    ),
    Question(
        "Xã nào dân số tăng tự nhiên thấp nhất?",
        CHI,
        link("NATURAL_INCREASE", "place:commune", M, "period:M", places=PROVINCE),
        (sort_by(IN_M), sort_by(IN_M)),
        lambda f: Answer(columned(f.known("NATURAL_INCREASE", M), IN_M), lowest(f.known("NATURAL_INCREASE", M))),
    ),
    Question(
        "Bao phủ bảo hiểm y tế của tỉnh tháng trước?",
        CHI,
        "Bao phủ bảo hiểm y tế từng tháng",
        (),
        one(lambda f: f("INSURED_RATE", M), column=IN_M),
    ),
    # hộ nghèo
    Question(
        "Xã nào có tỷ lệ hộ nghèo cao nhất?",
        CHI,
        "Tỷ lệ hộ nghèo của các xã",
        (sort_by(IN_H),),
        each(lambda f: f.known("POOR_HOUSEHOLD_RATE", H), IN_H, first=3),
    ),
    Question(
        "Tỷ lệ hộ nghèo của tỉnh giảm bao nhiêu so với kỳ trước?",
        DUNG,
        START,
        (find("ty le ho ngheo", "Tỷ lệ hộ nghèo (%)"), show_as(CHANGE)),
        one(lambda f: growth(f("POOR_HOUSEHOLD_RATE", H), f("POOR_HOUSEHOLD_RATE", HALF.previous().code)), column=IN_H),
    ),
    Question(
        "Cán bộ nông nghiệp hỏi số hộ nghèo của từng xã",
        LAN,
        link("POOR_HOUSEHOLDS", "place:commune", H, "period:S", places=PROVINCE),
        (),
        hidden,
    ),
    # giáo dục
    Question(
        "Xã nào thiếu phòng học nhất?",
        DUNG,
        link("ROOMS_PER_CLASS", "place:commune", INDEX_YEAR, "period:A", places=PROVINCE, sort="ROOMS_PER_CLASS"),
        (),
        lambda f: Answer(
            columned(f.known("ROOMS_PER_CLASS", INDEX_YEAR), INDEX_YEAR), lowest(f.known("ROOMS_PER_CLASS", INDEX_YEAR))
        ),
    ),
    Question(
        "Học sinh trên một giáo viên và hộ nghèo có đi cùng nhau?",
        DUNG,
        "Học sinh trên một giáo viên và hộ nghèo có đi cùng nhau?",
        (),
        go_together("PUPILS_PER_TEACHER", "POOR_HOUSEHOLD_RATE", H),
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _past(site: str, home: Path) -> None:
    """The site has a past, and the people of the demo keep their views."""
    command = [sys.executable, "-m", f"{__package__}.past"]
    subprocess.run(command, cwd=ROOT, env=_environment(home), check=True, timeout=PATIENCE)
    since = datetime.now(UTC)
    with closing(visits.entered(site, CHI)) as chi:
        until = time.monotonic() + PATIENCE
        while (fresh := chi.get("/boards/mark")).is_error or datetime.fromisoformat(fresh.json()["fresh_at"]) < since:
            assert time.monotonic() < until, "the warehouse does not follow"
            time.sleep(0.5)


@pytest.mark.parametrize("question", QUESTIONS, ids=[f"{at:02} {each.asked}" for at, each in enumerate(QUESTIONS, 1)])
def test_the_page_answers(visit: Callable[..., Visit], question: Question):
    made = visit(question.by)
    page = made.go(question.opens if question.opens.startswith("/") else START)
    if not question.opens.startswith("/"):
        page.get_by_role("link", name=question.opens, exact=True).click()
    for step in question.steps:
        step(page)
    check(page, question.answer(Figures(page)))
    assert made.console == []


def test_there_are_thirty():
    assert len(QUESTIONS) == 30
    assert len({each.asked for each in QUESTIONS}) == 30
