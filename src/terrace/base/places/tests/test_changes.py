"""An administrator's table of changes."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrace.base.audit.models import Entry
from terrace.base.bus.models import Outbox
from terrace.base.kernel.problems import Refused
from terrace.base.places import actions, changing, index, shipped
from terrace.base.places.drafts import DAY, Draft
from terrace.base.places.index import Index
from terrace.base.places.models import PlaceChange, PlaceVersion
from terrace.base.places.tables import Row
from terrace.base.places.tests.conftest import Table, write_xlsx
from terrace.base.places.tests.test_country import TODAY, place
from terrace.base.places.versions import Version

EXAMPLE = shipped.FOLDER / "examples" / "2026-09-20_bac_ninh.csv"
DAY_OF_BAC_NINH = date(2026, 9, 20)
SOON = date(2027, 1, 1)


def called(code: str, day: date) -> str:
    found = index.current()
    version = found.version(place(found, code, day), day)
    assert version is not None
    return version.full_name


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        actions.apply_changes(path)
    assert all(fault.advice_vi and fault.advice_en for fault in refused.value.faults)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def test_bac_ninh_becomes_a_city_by_a_table(country: Index):
    applied = actions.apply_changes(EXAMPLE, actor_id=None)
    assert (applied.changed, applied.unchanged) == (13, 0)
    assert called("24", DAY_OF_BAC_NINH - DAY) == "Tỉnh Bắc Ninh"
    assert called("24", DAY_OF_BAC_NINH) == "Thành phố Bắc Ninh"
    assert called("07399", DAY_OF_BAC_NINH) == "Phường Kép"
    found = index.current()
    assert place(found, "24", TODAY) == place(found, "24", DAY_OF_BAC_NINH)
    assert Entry.objects.filter(verb="place.change").count() == 1
    assert Outbox.objects.filter(type="place.changed").count() == 1


@pytest.mark.usefixtures("country")
def test_the_same_table_again_changes_nothing():
    actions.apply_changes(EXAMPLE)
    revision = index.refresh().revision
    again = actions.apply_changes(EXAMPLE)
    assert (again.changed, again.unchanged, again.places) == (0, 13, ())
    assert index.refresh().revision == revision


@pytest.mark.usefixtures("country")
def test_every_example_can_be_entered():
    for path in sorted(EXAMPLE.parent.glob("*.csv")):
        assert actions.apply_changes(path).changed > 0


@pytest.mark.usefixtures("country")
def test_an_excel_table_is_read_as_well(tmp_path: Path):
    path = tmp_path / "changes.xlsx"
    heading = ["day", "action", "code", "kind"]
    write_xlsx(path, [heading, [DAY_OF_BAC_NINH, "kind", 24, "thành phố"]])
    assert actions.apply_changes(path).changed == 1
    assert called("24", DAY_OF_BAC_NINH) == "Thành phố Bắc Ninh"


def test_communes_are_merged_into_a_new_place(country: Index, table: Table):
    actions.apply_changes(
        table("""
        2027-01-01,merge,00694,00694,Hà Giang,,Phường,,,NQ 1
        2027-01-01,merge,00691,00694,,,,,,NQ 1
        """)
    )
    found = index.current()
    old = {place(country, code, TODAY) for code in ("00694", "00691")}
    new = place(found, "00694", SOON)
    assert new not in old
    assert called("00694", SOON) == "Phường Hà Giang"
    assert {share.place_id for share in found.sources(new, TODAY, SOON)} == old
    assert found.resolve("00691", SOON) is None
    assert found.count(place(found, "08", SOON), SOON, 4) == 123


def test_a_merger_again_changes_nothing(country: Index, table: Table):
    rows = """
        2027-01-01,merge,00694,00694,Hà Giang,,Phường,,,
        2027-01-01,merge,00691,00694,,,,,,
        """
    actions.apply_changes(table(rows))
    assert actions.apply_changes(table(rows)).changed == 0


def test_a_commune_that_was_split_keeps_its_history(country: Index, table: Table):
    actions.apply_changes(
        table("""
        2027-01-01,split,00694,00694,Hà Giang 1,,,,0.25,
        2027-01-01,split,00694,00695,Hà Giang 3,,Phường,,"0,75",
        """)
    )
    found = index.current()
    old = place(found, "00694", TODAY)
    assert old == place(country, "00694", TODAY)
    weights = {share.place_id: share.weight for share in found.successors(old, TODAY, SOON)}
    assert [str(weights[place(found, code, SOON)]) for code in ("00694", "00695")] == ["0.25", "0.75"]
    assert not PlaceChange.objects.filter(day=SOON, estimated=True).exists()


def test_shares_that_are_not_told_are_equal_and_estimated(country: Index, table: Table):
    rows = [f"2027-01-01,split,00694,0069{n},Hà Giang {n},,Phường,,,\n" for n in (6, 7, 8)]
    actions.apply_changes(table("".join(rows)))
    held = PlaceChange.objects.filter(day=SOON).order_by("weight").values_list("weight", "estimated")
    assert [(str(weight), estimated) for weight, estimated in held] == [
        ("0.3333333333", True),
        ("0.3333333333", True),
        ("0.3333333334", True),
    ]


def test_communes_follow_a_province_that_joins_another(country: Index, table: Table):
    actions.apply_changes(
        table("""
        2027-01-01,merge,04,04,Cao Lạng,,Tỉnh,VN,,
        2027-01-01,merge,20,04,,,,,,
        """)
    )
    found = index.current()
    assert found.count(place(found, "04", SOON), SOON, 4) == 56 + 65
    assert found.count(place(found, "VN", SOON), SOON, 2) == 33


def test_a_commune_can_be_created_moved_renamed_and_ended(country: Index, table: Table):
    actions.apply_changes(
        table("""
        01/01/2027,create,99999,,Mới,,Xã,08,,
        01/01/2027,move,00694,,,,,04,,
        01/01/2027,rename,00691,00690,Trần Phú,,,,,
        01/01/2027,end,00700,,,,,,,
        """)
    )
    found = index.current()
    assert called("99999", SOON) == "Xã Mới"
    assert found.ancestors(place(found, "00694", SOON), SOON)[0] == place(found, "04", SOON)
    assert place(found, "00690", SOON) == place(found, "00691", TODAY)
    assert called("00690", SOON) == "Phường Trần Phú"
    assert found.count(place(found, "VN", SOON), SOON, 4) == 3321


@pytest.mark.usefixtures("country")
def test_a_wrong_table_is_refused_whole_with_every_fault(table: Table):
    before = PlaceVersion.objects.count()
    path = table("""
        2026-09-20,kind,24,,,,Thành phố,,,
        2026-13-40,kind,24,,,,Phường,,,
        2026-09-20,promote,24,,,,,,,
        2026-09-20,kind,98765,,,,Phường,,,
        2026-09-20,kind,07399,,,,Làng,,,
        2026-09-20,kind,07399,,,,,,,
        2026-09-20,create,00694,,Mới,,Xã,08,,
        2026-09-20,split,00691,00692,A,,Xã,,2,
        """)
    assert faults(path) == [
        ("changes.csv:3:day", "place.day_wrong"),
        ("changes.csv:4:action", "place.action_unknown"),
        ("changes.csv:6:kind", "place.kind_unknown"),
        ("changes.csv:7:kind", "place.cell_missing"),
        ("changes.csv:8:code", "place.code_taken"),
        ("changes.csv:9:weight", "place.weight_wrong"),
        ("changes.csv:5:code", "place.unknown"),
    ]
    assert PlaceVersion.objects.count() == before


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("2027-01-01,split,00694,00696,A,,Xã,,0.5,\n", "place.weights_off"),
        ("2027-01-01,merge,00694,00691,,,,,,\n", "place.code_taken"),
        ("2027-01-01,end,08,,,,,,,\n", "place.left_behind"),
        ("2027-01-01,move,08,,,,,00694,,\n", "place.parent_wrong"),
        ("2025-08-01,kind,75,,,,Đặc khu,,,\n", "place.later_known"),
        ("2027-01-01,rename,08,04,,,,,,\n", "place.code_taken"),
        ("2027-01-01,merge,00694,00696,A,,Xã,,,\n2027-01-01,merge,00694,00696,,,,,,\n", "place.change_twice"),
        ("2027-01-01,split,00694,00696,,,,,,\n", "place.cell_missing"),
    ],
)
@pytest.mark.usefixtures("country")
def test_what_cannot_be_is_refused(table: Table, rows: str, fault: str):
    assert fault in {code for _, code in faults(table(rows))}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00day", b"code,name\n1,2\n"])
@pytest.mark.usefixtures("db")
def test_a_file_that_is_no_table_is_a_problem(tmp_path: Path, content: bytes):
    path = tmp_path / "changes.csv"
    path.write_bytes(content)
    assert faults(path)[0][1] in {"place.table_unreadable", "place.column_missing"}
    broken = tmp_path / "changes.xlsx"
    broken.write_bytes(content)
    assert faults(broken)[0][1] == "place.table_unreadable"


ROWS = st.tuples(
    st.sampled_from(changing.ACTIONS),
    st.sampled_from(["A", "B", "C", "P"]),
    st.sampled_from(["A", "B", "C", "D", ""]),
    st.integers(0, 3),
    st.sampled_from(["", "Xã", "Phường"]),
)


def a_draft() -> Draft:
    def version(number: int, code: str, level: int, parent: int | None) -> Version:
        named = {"name": code, "full_name": code, "name_en": code, "kind": "Xã"}
        return Version(number, code, level=level, parent_id=parent, valid_from=TODAY, valid_until=None, **named)

    below = [version(2, "P", 2, 1), version(3, "Q", 2, 1)]
    return Draft([version(1, "VN", 0, None), *below, *(version(4 + i, code, 4, 2) for i, code in enumerate("ABC"))])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_no_table_makes_validity_overlap(rows: list[tuple[str, str, str, int, str]]):
    draft = a_draft()
    for number, (action, code, new_code, day, kind) in enumerate(rows, start=2):
        cells = {
            "action": action,
            "code": code,
            "new_code": new_code,
            "kind": kind,
            "name": "N",
            "parent_code": "Q",
        }
        row = Row("t.csv", number, cells | {"day": (SOON + day * DAY).isoformat()})
        if changing.apply(draft, [row]).faults:
            return  # refused whole: the draft is thrown away
    held = [version for versions in draft.places.values() for version in versions]
    for one in held:
        assert one.valid_until is None or one.valid_from <= one.valid_until
        for other in held:
            if one is not other and (one.code == other.code or one.place_id == other.place_id):
                assert not one.holds_on(other.valid_from)
    for change in draft.changes.values():
        total = sum(each.weight for each in draft.changes.values() if each.source_id == change.source_id)
        assert total == 1


@pytest.mark.usefixtures("country")
def test_a_table_writes_few_statements():
    with connection.execute_wrapper(_count := _Counter()):
        actions.apply_changes(EXAMPLE)
    assert _count.statements < 25


class _Counter:
    statements = 0

    def __call__(self, execute, sql, params, many, context):
        self.statements += 1
        return execute(sql, params, many, context)
