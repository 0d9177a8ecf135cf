"""The tables of packs: what is wrong is named, row by row; an official may change a norm."""

import csv
import shutil

import pytest

from terrace.base.kernel.problems import Refused
from terrace.base.packs import loading
from terrace.facts.catalogue import snapshot
from terrace.insight.planning import norms, problems
from terrace.insight.planning.tests.conftest import PACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(PACK, tmp_path / "plan-test")


def edited(folder, table, row, **cells):
    """The table with cells of one row (from 1) changed."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for name, value in cells.items():
        rows[row][rows[0].index(name)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def faults(folder):
    with pytest.raises(Refused) as refused:
        loading.load(folder)
    return [(each.code, each.pointer) for each in refused.value.faults]


def test_norms_and_parts_are_read_as_the_pack_says(folder):
    loading.load(folder)
    found = norms.current(snapshot.current())
    assert [(each.code, each.grades, each.class_size) for each in found.stages] == [
        ("NURSERY", None, 20),
        ("FIRST", (1, 2), 30),
        ("SECOND", (3, 4), 40),
    ]
    assert found.grades == 4
    assert [each.grade for each in found.cells("pupils")] == [1, 2, 3, 4]


def test_an_official_changes_a_norm_and_loads_again(folder):
    loading.load(folder)
    edited(folder, "planning_norms", 2, class_size="25")
    assert loading.load(folder).tables["planning_norms"].changed == ("FIRST",)
    assert norms.current(snapshot.current()).stages[1].class_size == 25


@pytest.mark.parametrize(
    ("table", "row", "cells", "code"),
    [
        ("planning_norms", 2, {"from_age": "9"}, "planning.ages"),
        ("planning_norms", 2, {"last_grade": ""}, "planning.ages"),
        ("planning_norms", 3, {"first_grade": "4"}, "planning.grades"),
        ("planning_norms", 3, {"first_grade": "2"}, "planning.grades"),
        ("planning_norms", 2, {"class_size": "0"}, "pack.cell_value"),
        ("cohorts", 1, {"indicator": "NOBODY"}, "pack.reference_unknown"),
        ("cohorts", 3, {"stage": "THIRD"}, "pack.reference_unknown"),
        ("cohorts", 3, {"breakdown": "GRADE=G9"}, "planning.breakdown"),
        ("cohorts", 3, {"part": "teachers"}, "pack.cell_value"),
    ],
)
def test_what_is_wrong_in_a_table_is_named(folder, table, row, cells, code):
    edited(folder, table, row, **cells)
    assert code in [each for each, _ in faults(folder)]


def test_without_a_pack_there_is_advice(db):
    with pytest.raises(Refused) as refused:
        norms.current(snapshot.current())
    assert refused.value.faults[0].code == problems.NO_NORMS.code
