"""Maps and lines say what their values say."""

from decimal import Decimal

from terrace.base.places import framing
from terrace.web.ui import drawings, maps
from terrace.web.ui.components import MapArea

SQUARE = ((0, 0), (10, 0), (10, 10), (0, 10))


def _area(value):
    return MapArea("1", "Xã", None if value is None else Decimal(value), (SQUARE,))


def _view(areas) -> maps.MapView:
    view = maps.draw(areas, name="", unit="", decimals=0)
    assert view
    return view


def test_classes_hold_about_as_many_places_each():
    view = _view([_area(n) for n in range(10)])
    assert [shape.css for shape in view.shapes] == [
        "q0",
        "q0",
        "q1",
        "q1",
        "q2",
        "q2",
        "q3",
        "q3",
        "q4",
        "q4",
    ]
    assert [band.low for band in view.bands] == [0, 2, 4, 6, 8]


def test_equal_values_have_one_class():
    view = _view([_area(5)] * 4)
    assert {shape.css for shape in view.shapes} == {"q0"}
    assert view.breaks == ()


def test_a_place_without_a_report_is_no_place_with_zero():
    view = _view([_area(0), _area(None)])
    assert [shape.css for shape in view.shapes] == ["q0", "none"]
    assert view.gaps


def test_nothing_is_drawn_without_outlines():
    assert maps.draw([MapArea("1", "Xã", Decimal(1), ())], name="", unit="", decimals=0) is None


def test_north_is_up_and_the_drawing_fits_its_frame():
    view = _view([_area(1)])
    assert view.shapes[0].path.startswith(f"M2.0 {view.height - 2}")
    assert view.width <= framing.LONGER + 4


def test_a_sparkline_needs_two_values():
    assert drawings.spark([Decimal(1), None]) is None
    spark = drawings.spark([Decimal(1), None, Decimal(2)])
    assert spark
    assert spark.points.count(",") == 2


def test_a_gap_breaks_the_line():
    values = [Decimal(1), Decimal(2), None, Decimal(3), Decimal(4)]
    line = drawings.line(values, ["a", "b", "c", "d", "e"])
    assert line
    assert len(line.runs) == 2


def test_a_sparkline_leaves_room_for_what_is_likely_next():
    spark = drawings.spark([Decimal(1), Decimal(2)], (Decimal(3), Decimal(2), Decimal(4)))
    assert spark
    assert spark.points.split()[-1] == f"{spark.last_x},{spark.last_y}"
    assert spark.ahead.startswith(spark.points.split()[-1])
    assert len(spark.band.split()) == 3
    assert float(spark.last_x) < spark.width * 0.8


def test_a_pin_stands_in_the_middle_of_the_largest_outline():
    small, large = ((0, 0), (0, 10), (10, 10), (10, 0)), ((100, 0), (100, 100), (200, 100), (200, 0))
    areas = [MapArea("a", "A", Decimal(1), (small, large), pin=3), MapArea("b", "B", Decimal(2), (small,))]
    view = maps.draw(areas, name="", unit="", decimals=0, scale=0.0)
    assert view
    (pinned,) = view.pinned
    assert (pinned.area.pin, float(pinned.x), float(pinned.y)) == (3, 2 + 150 * 4, 2 + 50 * 4)
