"""How targets stand: sums, levels, averages, formulas, yearly figures; the record of their chances; nowcasts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.facts.pipeline.queries import Reader
from terrace.insight.targets import actions, currents, queries
from terrace.insight.targets.actions import Wanted
from terrace.insight.targets.models import Chance, Due
from terrace.insight.targets.tests.conftest import KNOWN, TODAY, YEAR, province, work

pytestmark = pytest.mark.usefixtures("years")
BIRTHS = Wanted("BIRTHS", PROVINCE, YEAR, Decimal(1150), decided_by="NQ")


def standing(wanted: Wanted) -> Any:
    actions.set_target(SYSTEM, wanted)
    work()
    return next(one for one in queries.standings(Reader(SYSTEM), province(), wanted.year))


def test_a_sum_is_told_exactly_through_the_last_known_month():
    found = standing(BIRTHS)
    assert (found.known, found.so_far) == (periods.parse("2026-M10"), Decimal(970))
    assert (found.done, found.rate) == (Decimal("0.8435"), Decimal(1164))
    assert found.due == pytest.approx(Decimal("0.845"), abs=Decimal("0.002"))
    assert found.low < found.likely < found.high
    assert 1135 < found.likely < 1165
    assert 0 < found.chance < 1
    assert (found.over, found.simulated) == (False, False)


def test_the_way_of_the_year_has_each_month_and_ends_at_the_target():
    marks = standing(BIRTHS).marks
    assert [mark.period.index for mark in marks] == list(range(1, 13))
    assert [mark.came is None for mark in marks] == [False] * KNOWN + [True] * 2
    assert (marks[-1].expected, marks[9].came) == (Decimal(1150), Decimal(970))
    assert marks[-1].likely == standing(BIRTHS).likely


def test_an_easy_target_is_likely_a_hard_one_is_not_and_a_ceiling_turns_it_around():
    easy, hard = (standing(replace(BIRTHS, value=Decimal(each))).chance for each in (1000, 1400))
    assert easy > Decimal("0.97")
    assert hard < Decimal("0.03")
    assert standing(replace(BIRTHS, value=Decimal(1400), direction="down")).chance > Decimal("0.97")
    assert standing(replace(BIRTHS, value=Decimal(970))).chance == 1


def test_a_level_is_that_of_the_end_of_the_year():
    found = standing(Wanted("PIGS", PROVINCE, YEAR, Decimal(10_420), decided_by="NQ"))
    assert (found.so_far, found.over) == (Decimal(10_400), False)
    assert found.likely == pytest.approx(Decimal(10_420), rel=Decimal("0.02"))


def test_a_ratio_is_worked_out_over_the_year_so_far():
    found = standing(Wanted("YIELD", PROVINCE, YEAR, Decimal("5.6"), decided_by="NQ"))
    assert found.so_far == Decimal("5.75")
    assert found.chance > Decimal("0.8")


def test_a_yearly_figure_is_forecast_from_whole_years_and_decided_when_it_is_there():
    herd = Wanted("HERD", PROVINCE, YEAR, Decimal(110), decided_by="NQ")
    send(*(fact("HERD", PROVINCE, str(year), 100 + year - 2018) for year in range(2018, YEAR)), key="herd")
    work()
    before = standing(herd)
    assert before.known is None
    assert before.so_far is None
    assert 0 < before.chance < 1
    send(fact("HERD", PROVINCE, str(YEAR), 111), key="now")
    work()
    after = standing(herd)
    assert (after.chance, after.over, after.so_far) == (1, True, Decimal(111))


def test_a_place_without_a_past_has_a_target_without_a_chance():
    actions.set_target(SYSTEM, replace(BIRTHS, place="08"))
    area = Reader(SYSTEM).index.resolve("08", TODAY) or 0
    found = queries.standings(Reader(SYSTEM), area, YEAR)[0]
    assert (found.chance, found.so_far, found.rate, found.known) == (None, None, None, None)


def test_a_coming_year_is_no_accident():
    found = standing(replace(BIRTHS, year=YEAR + 1))
    assert (found.so_far, found.over) == (None, False)


def test_a_past_year_says_whether_it_was_met():
    total = Decimal(1101)
    met, missed = (standing(replace(BIRTHS, year=2025, value=total + add)) for add in (-100, 100))
    assert (met.over, met.chance, missed.chance) == (True, 1, 0)


def test_each_day_with_news_has_one_row_and_only_touched_targets_are_worked_out():
    standing(BIRTHS)
    send(fact("BIRTHS", PROVINCE, "2026-M10", 120), key="late")
    work()
    row = Chance.objects.get()
    assert (row.day, row.so_far, row.period) == (TODAY, 998, 2026610)
    send(fact("PIGS", PROVINCE, "2026-M10", 9), key="other")
    work()
    assert Due.objects.count() == 0
    assert [past.so_far for past in queries.past(queries.standings(Reader(SYSTEM), province(), YEAR)[0])] == [998]


def test_the_newest_month_is_told_from_the_places_that_reported():
    reader = Reader(SYSTEM)
    communes = reader.index.children(province(), TODAY)
    versions = reader.index.tree(TODAY).versions
    codes = [versions[each].code for each in communes]
    for month in range(1, 11):
        facts = (fact("BIRTHS", code, f"2026-M{month:02}", 5 + number % 7) for number, code in enumerate(codes))
        send(*facts, key=f"all{month}")
    here = list(enumerate(codes))[: len(codes) // 2]
    send(*(fact("BIRTHS", code, "2026-M11", 10 + 2 * (number % 7)) for number, code in here), key="half")
    work()
    spec = reader.snapshot.indicators["BIRTHS"]
    found = currents.nowcasts(Reader(SYSTEM), province(), [spec])[spec.id]
    whole = sum(10 + 2 * (number % 7) for number in range(len(codes)))
    assert (found.period.code, found.reported, found.expected) == ("2026-M11", len(here), len(codes))
    assert found.low <= whole <= found.high
    assert found.likely == pytest.approx(Decimal(whole), rel=Decimal("0.1"))
    rest = ((number, code) for number, code in enumerate(codes) if (number, code) not in here)
    send(*(fact("BIRTHS", code, "2026-M11", 1) for _, code in rest), key="rest")
    work()
    assert currents.nowcasts(Reader(SYSTEM), province(), [spec]) == {}


def test_the_nowcast_of_a_commune_is_none():
    reader = Reader(SYSTEM)
    area = reader.index.resolve(COMMUNES[0], TODAY) or 0
    assert currents.nowcasts(reader, area, reader.snapshot.indicators.values()) == {}
