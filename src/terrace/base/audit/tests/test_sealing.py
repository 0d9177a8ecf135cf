"""The chain over the entries of the audit."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from terrace.base.audit import actions, sealing
from terrace.base.audit.models import Entry, Seal


@pytest.fixture
def written(transactional_db: None) -> None:
    """Three entries of finished transactions; at the end nothing is left, past the triggers."""
    for number in range(3):
        actions.record("submission.create", f"submission/{number}", 7, {"facts": number})


def bypass(statement: str) -> None:
    """What somebody with the database owner's rights could do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only")


@pytest.mark.usefixtures("written")
def test_entries_are_sealed_once_in_order():
    assert sealing.seal() == 3
    assert sealing.seal() == 0
    subjects = Seal.objects.order_by("number").values_list("entry__subject", flat=True)
    assert list(subjects) == ["submission/0", "submission/1", "submission/2"]
    assert list(sealing.broken()) == []


@pytest.mark.usefixtures("written")
def test_an_entry_of_a_running_transaction_is_left_for_later():
    other = connections.create_connection("default")
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("INSERT INTO audit_entry (verb, subject, detail) VALUES ('grant.change', 'grant/1', '{}')")
    assert sealing.seal() == 3
    other.commit()
    other.close()
    assert sealing.seal() == 1


@pytest.mark.usefixtures("written")
def test_an_entry_cannot_be_changed_or_deleted():
    for statement in ("UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.count() == 3


@pytest.mark.usefixtures("written")
def test_an_entry_altered_past_the_triggers_breaks_the_chain():
    sealing.seal()
    bypass("UPDATE audit_entry SET actor_id = 8 WHERE subject = 'submission/1'")
    assert list(sealing.broken()) == [2]


@pytest.mark.usefixtures("written")
def test_an_entry_outside_the_chain_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_unsealed WHERE entry_id = (SELECT min(entry_id) FROM audit_unsealed)")
    sealing.seal()
    assert list(sealing.broken()) == [0]
