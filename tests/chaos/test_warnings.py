"""Warnings while workers are killed: none is lost, none is raised twice, none stands for what is no more."""

from collections.abc import Iterator

import pytest

from tests.chaos.installation import COMMUNES, Installation, installed, kill
from tests.chaos.test_kills import all_is_there, sending, up

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
#: Births above five: of the thirty returns, those of the last months.
RULE = """
    INSERT INTO monitoring_packrule (code, pack_id, retired, name_vi, name_en, kind, indicator, sector, level,
        breakdown, params, severity, owner_role, deadline_days, advice_vi, advice_en, active)
    VALUES ('many', 'test', false, 'Nhiều', 'Many', 'limit', 'BIRTHS', '', 4, '',
        '{"limit": "5", "direction": "above"}', 2, '', 5, '', '', true) RETURNING 1
"""
STANDING = """
    SELECT a.code, w.value::int, w.period FROM monitoring_warning w JOIN places_placeversion a ON a.place_id = w.area_id
    WHERE w.rule = 'many' AND w.state <> 'cleared' AND upper_inf(a.valid) ORDER BY 1
"""
#: How often each warning was raised, by its steps and by the audit.
RAISED = """
    SELECT w.id, (SELECT count(*) FROM monitoring_step s WHERE s.warning_id = w.id AND s.verb = 'raised'),
        (SELECT count(*) FROM audit_entry e WHERE e.verb = 'warning.raised' AND e.subject = 'warning/' || w.id)
    FROM monitoring_warning w WHERE w.rule = 'many'
"""
MOVED = "SELECT coalesce(sum(revision), 0) FROM monitoring_warning WHERE rule = 'many'"


@pytest.fixture(scope="module")
def own() -> Iterator[Installation]:
    with installed() as running:
        running.ask(RULE)
        yield running


def test_a_worker_killed_between_the_commit_of_a_warning_and_its_acknowledgement_loses_and_doubles_none(own):
    """As soon as a warning was raised or moved all workers die; the stream gives the events again."""
    own.until(lambda: up(own), "every worker")
    client = sending(own, 30, pause=0.2)
    for _ in range(4):
        before = own.ask(MOVED)[0][0]
        own.until(lambda: own.ask(MOVED)[0][0] != before or not client.is_alive(), "a warning")  # noqa: B023
        for worker in own.workers():
            kill(worker)
        own.until(lambda: up(own), "every worker")
    all_is_there(own, client)
    expected = [(code, 27 + number, 2026610) for number, code in enumerate(COMMUNES)]
    own.until(lambda: own.ask(STANDING) == expected, "the three warnings")
    assert {(steps, entries) for _, steps, entries in own.ask(RAISED)} == {(1, 1)}
