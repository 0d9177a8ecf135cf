"""When a change is shown, and when it would mislead."""

from decimal import Decimal

from terrace.web.ui.components import Coverage, Figure, Then


def _figure(reported: int, then: Then) -> Figure:
    return Figure("", "", "", 0, Decimal(50), coverage=Coverage(reported, 100), last=then)


def test_a_change_is_shown_between_figures_with_the_same_reports():
    then = Then(Decimal(40), Coverage(100, 100))
    assert _figure(97, then).change == Decimal("25.0")


def test_no_change_is_shown_while_reports_are_missing_on_either_side():
    assert _figure(60, Then(Decimal(100), Coverage(100, 100))).change is None
    assert _figure(100, Then(Decimal(100), Coverage(60, 100))).change is None
    assert _figure(60, Then(Decimal(100), Coverage(100, 100))).uneven


def test_a_figure_of_which_no_coverage_is_known_is_compared():
    assert _figure(10, Then(Decimal(40))).change == Decimal("25.0")


def test_where_there_was_nothing_before_nothing_is_called_missing():
    assert not _figure(10, Then(None, Coverage(0, 100))).uneven
