"""A fan chart says what its numbers say."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrace.base.kernel import periods
from terrace.web.ui import fans
from terrace.web.ui.fans import FanChart, FanPoint


def came(code, value):
    return FanPoint(code, code, None if value is None else Decimal(value))


def likely(code, value, inner=1, outer=2):
    each = Decimal(value)
    return FanPoint(code, code, None, each, each - inner, each + inner, each - outer, each + outer)


POINTS = [came("2023", 10), came("2024", 12), came("2025", 11), likely("2026", 13), likely("2027", 14, 2, 4)]


def test_the_fan_opens_where_the_last_figure_is():
    drawn = fans.draw(POINTS)
    assert drawn
    end = drawn.came[0].split()[-1]
    assert drawn.likely[0].split()[0] == end
    assert drawn.band95[0].split()[0] == end
    assert len(drawn.band80[0].split()) == 2 * 3


def test_the_wider_range_lies_around_the_narrower():
    drawn = fans.draw(POINTS)
    assert drawn
    ends = [[float(place.split(",")[1]) for place in band[0].split()] for band in (drawn.band80, drawn.band95)]
    assert min(ends[1]) < min(ends[0])
    assert max(ends[1]) > max(ends[0])


def test_a_gap_breaks_the_line_and_the_bands():
    drawn = fans.draw([came("2020", 1), came("2021", None), came("2022", 3), came("2023", 4)])
    assert drawn
    assert len(drawn.came) == 2
    assert drawn.band80 == ()


def test_nothing_is_drawn_of_fewer_than_two_numbers():
    assert fans.draw([]) is None
    assert fans.draw([came("2024", 1), came("2025", None)]) is None


@pytest.mark.parametrize(
    ("low", "high"), [("0", "0"), ("5", "5"), ("-3", "7"), ("0.001", "0.0011"), ("1e14", "1.1e14")]
)
def test_the_numbers_of_the_axis_are_round_and_hold_all(low, high):
    drawn = fans.draw([came("2024", low), came("2025", high)])
    assert drawn
    values = [rung.value for rung in drawn.rungs]
    assert values == sorted(values)
    assert values[0] <= Decimal(low)
    assert values[-1] >= Decimal(high)
    assert 2 <= len(values) <= 8


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)


@settings(max_examples=50)
@given(st.lists(NUMBERS, min_size=2, max_size=30))
def test_every_number_has_a_place_in_the_field(values):
    first = periods.parse("2020-M01")
    drawn = fans.draw([came(first.shifted(n).code, value) for n, value in enumerate(values)])
    assert drawn
    for place in " ".join(drawn.came).split():
        x, y = map(float, place.split(","))
        assert 0 <= x <= fans.SIDE
        assert -1 <= y <= fans.SIDE + 1


def test_the_day_stands_where_it_is_among_the_periods():
    assert fans.position(POINTS, date(2026, 12, 31)) == pytest.approx(3.5, abs=0.01)
    assert fans.position(POINTS, date(2026, 1, 1)) == pytest.approx(2.5)
    assert fans.position(POINTS, date(1999, 1, 1)) == 0
    assert fans.position(POINTS, date(2040, 1, 1)) == 4.5


def test_a_chart_parts_what_came_from_what_is_likely():
    chart = FanChart("Lúa", "tấn", 0, tuple(POINTS), date(2026, 7, 1))
    assert [point.period for point in chart.ahead] == ["2026", "2027"]
    assert [point.period for point in chart.before] == ["2025", "2024", "2023"]
    assert chart.wide
    assert not chart.met
    assert chart.made_at == "3.00"


def test_the_point_that_a_warning_speaks_of_is_ringed():
    points = [FanPoint("2025", "2025", Decimal(1)), FanPoint("2026", "2026", Decimal(9), Decimal(2), judged=True)]
    drawn = fans.draw(points)
    assert drawn
    assert drawn.judged.count("h0") == 1
    assert drawn.judged in drawn.came_dots
