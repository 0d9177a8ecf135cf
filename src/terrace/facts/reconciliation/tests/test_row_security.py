"""PostgreSQL itself hides conflicts of other places, whatever a query forgets."""

import pytest

from terrace.base.access import policy
from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.facts.reconciliation.models import Conflict
from terrace.facts.reconciliation.tests.conftest import work
from terrace.facts.reconciliation.tests.test_settling import someone

pytestmark = pytest.mark.usefixtures("sides")
A, B, _ = COMMUNES


def test_row_level_security_holds_for_conflicts():
    send(fact("PIGS", A, "2026-M01", 100), key="c")
    send(fact("PIGS", A, "2026-M01", 900), key="d", source="dept")
    work()
    with policy.acting_as(someone("bb", "commune-officer", B)):
        assert Conflict.objects.count() == 0
        assert Conflict.objects.update(why="x") == 0
    with policy.acting_as(someone("aa", "commune-officer", A)):
        assert Conflict.objects.count() == 1
        assert Conflict.objects.update(why="x") == 0
    with policy.acting_as(someone("ll", "leader", PROVINCE)):
        assert Conflict.objects.update(why="x") == 1
