"""Who sees which answer, by row-level security alone: no filter of Python helps here."""

import pytest
from django.db import DatabaseError, connection, transaction

from terrace.base.access.models import Token
from terrace.facts.collection.models import Original
from terrace.facts.questionnaires import counting, receiving, uploading
from terrace.facts.questionnaires.models import Answer, Attachment, Content, Part, Questionnaire
from terrace.facts.questionnaires.receiving import File
from terrace.facts.questionnaires.tests.forms import PIXEL, WALK, filled, household, workbook

TABLES = (Answer, Part, Content, Attachment)


@pytest.fixture
def answer(actor):
    """Hoa's, on a form that Lan keeps."""
    found = Questionnaire.objects.get(form="herd")
    Questionnaire.objects.filter(pk=found.pk).update(owner_id=actor("lan").person_id)
    return receiving.receive(actor("hoa"), filled(household([3], photo="p.jpg")), [File("p.jpg", "image/png", [PIXEL])])


def seen(as_web, name: str) -> list[bool]:
    with as_web(name):
        rows = [table.objects.exists() for table in TABLES]
        return [*rows, Original.objects.filter(name="p.jpg").exists()]


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("hoa", [True, True, True, True, True]),
        ("lan", [True, True, True, True, True]),
        ("mai", [True, True, False, False, False]),
        ("chi", [True, True, False, False, False]),
        ("binh", [False, False, False, False, False]),
        ("an", [False, False, False, False, False]),
    ],
)
def test_senders_and_owners_read_answers_and_colleagues_know_of_them(answer, as_web, name, sees):
    assert seen(as_web, name) == sees


@pytest.mark.parametrize("table", ["questionnaires_answer", "questionnaires_content", "questionnaires_part"])
def test_nobody_known_sees_nothing(answer, table, cast):
    from terrace.base.people import presence

    with transaction.atomic(), presence.acting(None), presence.bound(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 0


def test_a_web_process_changes_only_its_persons_answers(answer, as_web):
    for name, changed in (("mai", 0), ("lan", 0), ("hoa", 1)):
        with as_web(name):
            assert Answer.objects.filter(pk=answer.pk).update(because="x") == changed


def test_a_web_process_cannot_send_in_anothers_name_nor_change_what_was_sent(answer, as_web, cast):
    with pytest.raises(DatabaseError), as_web("mai"):
        Answer.objects.create(
            questionnaire_id=answer.questionnaire_id,
            version_id=answer.version_id,
            instance="x",
            person_id=cast.hoa.pk,
            digest=b"x" * 32,
        )
    with pytest.raises(DatabaseError), as_web("hoa"):
        Content.objects.filter(answer=answer).update(sealed=b"x")


def test_sums_hold_what_the_asker_may_not_see_and_only_for_her_places(answer, actor, as_web):
    cell = Part.objects.filter(answer=answer).values_list("indicator_id", "period", "breakdown_id", "area_id").first()
    assert cell is not None
    with as_web("mai"):
        assert counting.totals(answer.questionnaire_id, [cell])
    with as_web("binh"):
        assert counting.totals(answer.questionnaire_id, [cell]) == {}


def test_counting_works_under_row_security_too(actor, as_web):
    with as_web("hoa"):
        assert receiving.receive(actor("hoa"), filled(household([3]))).state == "counted"
    with as_web("mai"):
        done = receiving.receive(actor("mai"), filled(household([4])))
    assert done.state == "counted"


def test_uploading_works_under_row_security_too(actor, as_web):
    with as_web("lan"):
        assert uploading.upload(actor("lan"), "walk.xlsx", workbook(WALK)).created


def test_a_phone_is_enrolled_under_row_security_and_only_ones_own(actor, cast, as_web):
    from terrace.base.access import actions as access
    from terrace.base.kernel.problems import Refused

    with as_web("hoa"):
        access.enrol_device(cast.hoa, "phone", by=actor("hoa"))
    for by in ("mai", "an"):
        with pytest.raises(Refused), as_web(by):
            access.enrol_device(cast.hoa, "phone", by=actor(by))
    with pytest.raises(DatabaseError), as_web("chi"):
        Token.objects.create(person=cast.chi, name="x", use="device", hash="0" * 64, valid_until="2030-01-01T00:00Z")
