"""What PostgreSQL refuses even when every check before it was forgotten."""

import pytest
from django.db import IntegrityError, connection

from terrace.base.packs.models import Pack
from terrace.facts.catalogue.models import Breakdown, Indicator, Release, Sector, Unit

pytestmark = pytest.mark.django_db


def make(**values):
    pack, _ = Pack.objects.get_or_create(code="p", name_vi="", name_en="")
    Sector.objects.get_or_create(code="s", defaults={"pack": pack})
    Unit.objects.get_or_create(code="U", defaults={"pack": pack})
    plain = {
        "code": "A",
        "pack": pack,
        "sector_id": "s",
        "unit_id": "U",
        "decimals": 1,
        "frequency": 6,
        "nature": "flow",
        "area_rule": "sum",
        "time_rule": "sum",
        "reported_at": 4,
    }
    return Indicator.objects.create(**plain | values)


@pytest.mark.parametrize(
    "values",
    [
        {"decimals": 7},
        {"decimals": -1},
        {"minimum": 2, "maximum": 1},
        {"frequency": 7},
        {"nature": "both"},
        {"area_rule": "mean"},
        {"area_rule": "max"},
        {"time_rule": "first"},
        {"nature": "stock"},
        {"formula": "B", "depth": 1},
        {"formula": "B", "depth": 0, "area_rule": "none", "time_rule": "none"},
        {"depth": 1},
        {"reported_at": None},
        {"reported_at": 5},
        {"code": "a"},
    ],
)
def test_an_impossible_indicator_cannot_be_stored(values):
    with pytest.raises(IntegrityError):
        make(**values)


def test_a_possible_indicator_can():
    weight = make()
    make(code="B", area_rule="mean", weight=weight, minimum=1, maximum=1)
    make(code="C", formula="A", depth=1, area_rule="none", time_rule="none", reported_at=None)
    make(code="D", formula="A", depth=1, area_rule="none", time_rule="none")


def test_an_indicator_does_not_weigh_itself():
    found = make()
    found.area_rule, found.weight = "mean", found
    with pytest.raises(IntegrityError):
        found.save()


def test_only_the_total_has_the_id_zero():
    with pytest.raises(IntegrityError):
        Breakdown.objects.create(pk=-1, code="SEX=F")


def test_a_release_is_once_for_an_indicator_and_a_period():
    found = make()
    Release.objects.create(indicator=found, period=2026610, level=2)
    with pytest.raises(IntegrityError):
        Release.objects.create(indicator=found, period=2026610, level=4)


def test_a_truncated_table_moves_the_mark():
    with connection.cursor() as cursor:
        cursor.execute("select mark from catalogue_revision")
        before = cursor.fetchone()
        cursor.execute("truncate catalogue_margin")
        cursor.execute("select mark from catalogue_revision")
        assert cursor.fetchone() != before
