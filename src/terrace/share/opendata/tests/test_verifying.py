"""`terrace verify` of what is public: every fault in it is told."""

from decimal import Decimal

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.packs.models import Pack
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing
from terrace.facts.catalogue.models import Disclosure, Release
from terrace.facts.conftest import COMMUNES, fact, hear_all, send
from terrace.facts.pipeline.models import Published
from terrace.facts.pipeline.queries import Reader
from terrace.share.opendata import publishing, verifying

pytestmark = pytest.mark.usefixtures("world")
PERIOD = "2026-M03"


@pytest.fixture(autouse=True)
def _published(world: None) -> None:
    Disclosure.objects.create(indicator="BIRTHS", least=5, pack=Pack.objects.get(code="test"))
    facts = [fact("PIGS", commune, PERIOD, number) for commune, number in zip(COMMUNES, (120, 7, 30), strict=True)]
    for commune, (girls, boys) in zip(COMMUNES, ((2, 11), (9, 14), (12, 8)), strict=True):
        facts += [fact("BIRTHS", commune, PERIOD, girls, breakdown={"SEX": "F"})]
        facts += [fact("BIRTHS", commune, PERIOD, boys, breakdown={"SEX": "M"})]
    send(*facts)
    for indicator in ("PIGS", "BIRTHS"):
        releasing.release(indicator, [periods.parse(PERIOD).id], Level.COMMUNE, SYSTEM)
    hear_all(("rollup", "opendata"))
    while publishing.work():
        pass


def rows(indicator, *, suppressed=False):
    number = Reader(SYSTEM).snapshot.indicators[indicator].id
    return Published.objects.filter(indicator_id=number, until=None, suppressed=suppressed)


def told(*indicators):
    return [(one.words[0], one.kept, one.recomputed) for one in verifying.verify(indicators).differences]


def test_what_was_published_is_right():
    verdict = verifying.verify()
    assert (verdict.differences, verdict.waiting) == ([], 0)
    assert verdict.rows == Published.objects.filter(until=None).count()
    assert verdict.suppressed == rows("BIRTHS", suppressed=True).count() >= 4
    assert verifying.verify(["PIGS"]).rows == 5


def test_a_value_a_status_or_a_count_that_is_not_the_figures_is_told():
    for field, value in (("value", Decimal("120.0")), ("status", 1), ("simulated", True), ("reported", 9)):
        row = rows("PIGS").order_by("id").first()
        before = getattr(row, field)
        Published.objects.filter(pk=row.pk).update(**{field: value})
        [(indicator, kept, figure)] = told()
        assert (indicator, kept != figure) == ("PIGS", True)
        Published.objects.filter(pk=row.pk).update(**{field: before})
    assert told() == []


def test_a_row_that_lacks_or_is_not_released_is_told():
    rows("PIGS").order_by("id").first().delete()
    [(indicator, kept, figure)] = told()
    assert (indicator, kept) == ("PIGS", None)
    assert figure is not None
    Release.objects.filter(indicator__code="PIGS").delete()
    assert {(kept is None, figure) for _, kept, figure in told("PIGS")} == {(False, None)}


def test_a_small_count_that_is_shown_is_told():
    row = rows("BIRTHS", suppressed=True).order_by("id").first()
    every = {each.cell: each for each in verifying.verify().differences}
    assert every == {}
    rows("BIRTHS", suppressed=True).update(suppressed=False, value=Decimal(2))
    assert verifying.EXPOSED in [figure for _, _, figure in told("BIRTHS")]
    assert row is not None


def test_a_count_that_can_be_worked_out_is_told():
    """One of those beside the small count is opened: it follows by subtraction."""
    snapshot = Reader(SYSTEM).snapshot
    spec = snapshot.indicators["BIRTHS"]
    index = Reader(SYSTEM).index
    small = index.resolve(COMMUNES[0], periods.parse(PERIOD).end)
    beside = rows("BIRTHS", suppressed=True).get(area_id=small, breakdown_id=spec.breakdowns["SEX=M"])
    Published.objects.filter(pk=beside.pk).update(suppressed=False, value=Decimal(11))
    found = told("BIRTHS")
    assert ("BIRTHS", verifying.KEPT_BACK, verifying.EXPOSED) in found


def test_a_figure_kept_back_for_nothing_is_told():
    rows("PIGS").filter(value=120).update(suppressed=True, value=None)
    assert {kept for _, kept, _ in told("PIGS")} == {verifying.KEPT_BACK}
