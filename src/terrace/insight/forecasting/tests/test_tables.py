"""What packs say of forecasts (how far ahead, where a series changed its meaning), and who may have them made anew."""

from decimal import Decimal
from pathlib import Path

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.audit.models import Entry
from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.catalogue import snapshot
from terrace.insight.forecasting import refreshing, training
from terrace.insight.forecasting.horizons import STEPS, Horizons
from terrace.insight.forecasting.models import Break, Horizon, Refresh, Weights

pytestmark = pytest.mark.usefixtures("world")
HORIZONS = "indicator,frequency,steps\n"
BREAKS = "indicator,place,period,kind,factor,note\n"


def test_a_horizon_of_an_indicator_goes_before_that_of_all(tmp_path: Path):
    births, pigs = (snapshot.current().indicators[code] for code in ("BIRTHS", "PIGS"))
    assert Horizons().of(births) == STEPS[births.frequency]
    pack(tmp_path, "horizons", HORIZONS + "BIRTHS,month,6\n,month,9\n")
    assert (Horizons().of(births), Horizons().of(pigs)) == (6, 9)
    pack(tmp_path, "horizons", HORIZONS)
    assert Horizons().of(births) == STEPS[births.frequency]


def test_a_break_is_kept_with_its_period_and_factor(tmp_path: Path):
    pack(tmp_path, "breaks", BREAKS + "BIRTHS,,2025-M07,redefined,1.25,Khái niệm mới\n")
    row = Break.objects.get()
    assert (row.factor, row.kind, row.note) == (Decimal("1.25"), "redefined", "Khái niệm mới")
    assert pack(tmp_path, "breaks", BREAKS + "BIRTHS,,2025-M07,redefined,1.25,Khái niệm mới\n").same


@pytest.mark.parametrize(
    ("table", "row", "code"),
    [
        ("horizons", "NOTHING,month,6\n", "forecast.indicator"),
        ("horizons", "BIRTHS,fortnight,6\n", "pack.cell_value"),
        ("horizons", "BIRTHS,month,61\n", "pack.cell_value"),
        ("horizons", "BIRTHS,month,-1\n", "pack.cell_value"),
        ("horizons", "BIRTHS,month,many\n", "pack.cell_value"),
        ("breaks", "NOTHING,,2025-M07,unit,1000,\n", "forecast.indicator"),
        ("breaks", "BIRTHS,,2025-M13,unit,1000,\n", "pack.cell_value"),
        ("breaks", "BIRTHS,,2025-M07,guessed,1000,\n", "pack.cell_value"),
        ("breaks", "BIRTHS,,2025-M07,unit,0,\n", "forecast.factor"),
        ("breaks", "BIRTHS,,2025-M07,unit,-2,\n", "forecast.factor"),
    ],
)
def test_a_table_with_a_fault_is_refused_whole(tmp_path: Path, table: str, row: str, code: str):
    sound = {"horizons": HORIZONS + "BIRTHS,month,6\n", "breaks": BREAKS + "BIRTHS,,2025-M01,unit,1000,\n"}[table]
    with pytest.raises(Refused) as refused:
        pack(tmp_path, table, sound + row)
    assert code in {fault.code for fault in refused.value.faults}
    assert not Horizon.objects.exists()
    assert not Break.objects.exists()


def test_only_whoever_may_has_forecasts_made_anew_or_trained(cast):
    for actor in (cast.hoa, cast.dung, cast.nobody):
        with pytest.raises(Refused) as refused:
            refreshing.start(actor)
        assert refused.value.faults[0].code == "access.refused"
        with pytest.raises(Refused):
            list(training.train(actor))
    assert not Refresh.objects.exists()


def test_a_refresh_of_an_unknown_indicator_is_refused_and_an_unknown_refresh_cannot_be_stopped():
    with pytest.raises(Refused) as refused:
        refreshing.start(SYSTEM, ["BIRTHS", "NOTHING"])
    assert [fault.code for fault in refused.value.faults] == ["forecast.indicator"]
    with pytest.raises(Refused) as refused:
        refreshing.stop(SYSTEM, 999)
    assert refused.value.faults[0].code == "forecast.refresh_unknown"


def test_too_few_series_teach_nothing_and_say_so():
    (told,) = training.train(SYSTEM, ["month"])
    assert "cần ít nhất 60" in told.vi
    assert not Weights.objects.exists()
    (told,) = training.train(SYSTEM, ["month"], forget=True)
    assert "come with Terrace" in told.en
    assert Entry.objects.filter(verb="forecast.forget").count() == 1


def pack(folder: Path, table: str, content: str) -> loading.Report:
    """Load a pack with one table."""
    made = folder / "outlook"
    made.mkdir(exist_ok=True)
    (made / "pack.csv").write_text("code,name_vi,name_en,needs\noutlook,Dự báo,Outlook,\n", encoding="utf-8")
    (made / f"{table}.csv").write_text(content, encoding="utf-8")
    return loading.load(made)
