"""A storm: ten thousand warnings from one fault are one matter, and each recipient is told once."""

import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from terrace.base.notify.models import Notice
from terrace.facts.catalogue import snapshot
from terrace.facts.collection.models import Submission
from terrace.facts.conftest import COMMUNES, fact, send
from terrace.insight.monitoring import raising
from terrace.insight.monitoring.found import Found
from terrace.insight.monitoring.lifecycle import escalating, rounds, upkeep
from terrace.insight.monitoring.lifecycle.tests.conftest import PERIOD, at, heard, place
from terrace.insight.monitoring.models import Group, Warning

MANY, TOGETHER = 10_000, 500
INDICATORS = ("PIGS", "AREA", "OUTPUT", "PRICE")


def fault(submission: int, many: int) -> Iterator[Found]:
    """One file with its columns shifted: every cell of every commune is wrong."""
    specs = [snapshot.current().indicators[code] for code in INDICATORS]
    places = [place(code) for code in COMMUNES]
    for number in range(many):
        spec, area = specs[number % len(specs)], places[number % len(places)]
        evidence: dict[str, Any] = {"submissions": [submission]}
        about: dict[str, Any] = {
            "subject": str(number),
            "sector": spec.sector,
            "indicator": spec.id,
            "evidence": evidence,
        }
        yield Found("farm", "error", area, PERIOD, PERIOD, **about)


def test_ten_thousand_warnings_from_one_fault_are_one_group_and_one_notice_for_each(
    cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]
):
    rows = Warning.objects.bulk_create(raising._row(each, each.evidence) for each in fault(_sent(), MANY))
    began = time.perf_counter()
    for start in range(0, MANY, TOGETHER):
        with transaction.atomic():
            upkeep.begin(rows[start : start + TOGETHER], at(16))
    raised = time.perf_counter()
    (group,) = Group.objects.all()
    assert (group.warnings, group.still) == (MANY, MANY)
    assert not Warning.objects.exclude(group_id=group.pk).exists()
    recipients = sorted({cast.hoa.person_id, cast.binh.person_id, cast.lan.person_id})
    assert sorted(Notice.objects.values_list("person_id", flat=True)) == recipients
    looked = time.perf_counter()
    rounds.work(at(16, 9, 1))
    taken = f"raised in {raised - began:.1f} s, looked at again in {time.perf_counter() - looked:.1f} s"
    with capsys.disabled():
        sys.stdout.write(f"\nstorm of {MANY:,} warnings: {taken}\n")
    escalating.work(at(20, 8))
    assert Notice.objects.filter(kind="warning.raised").count() == len(recipients)
    assert list(Notice.objects.filter(kind="warning.escalated").values_list("person_id", flat=True)) == [
        cast.chi.person_id
    ]


def _sent() -> int:
    return send(fact("PIGS", COMMUNES[0], "2026-M10", 120)).id


def test_a_storm_that_is_raised_again_and_corrected_leaves_one_closed_group(cast: SimpleNamespace):
    found = list(fault(_sent(), 600))
    for start in (0, 0, 200, 400, 300):
        raising.raise_(found[start : start + 200])
        heard()
    (group,) = Group.objects.all()
    assert (group.warnings, group.still) == (600, 600)
    told = Notice.objects.count()
    raising.clear(list(Warning.objects.all()), raising.CORRECTED)
    heard()
    group.refresh_from_db()
    assert (group.still, group.closed_at is None) == (0, False)
    escalating.work(at(30))
    assert Notice.objects.filter(kind="warning.cleared").count() == Notice.objects.count() - told == told


def test_what_one_source_sends_within_an_hour_is_one_matter_when_it_is_a_storm(cast: SimpleNamespace):
    """As many submissions as warnings, of many periods: nothing in common but the source."""
    first = send(fact("PIGS", COMMUNES[0], "2026-M10", 120))
    row = Submission.objects.get(pk=first.id)
    about = {"source_id": row.source_id, "person_id": 0, "door": "nats", "facts": 1, "digest": b"", "content": b""}
    made = Submission.objects.bulk_create([Submission(key=f"s{number}", **about) for number in range(60)])
    raising.raise_([lone(number, each.pk) for number, each in enumerate(made[:9])])
    heard()
    assert Group.objects.count() == 9
    raising.raise_([lone(number, each.pk) for number, each in enumerate(made[9:], 9)])
    heard()
    assert Group.objects.count() == 10


def lone(number: int, submission: int) -> Found:
    """A warning of a period of its own."""
    spec, period = snapshot.current().indicators["PIGS"], PERIOD - 1000 * (number // 10) - number % 10
    about: dict[str, Any] = {"indicator": spec.id, "sector": spec.sector, "subject": str(number)}
    return Found("farm", "error", place(COMMUNES[1]), period, period, evidence={"submissions": [submission]}, **about)
