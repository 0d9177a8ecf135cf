"""Reading figures as they were known at a moment: transactions of their own, since moments are those of statements."""

import pytest
from django.utils import timezone

from terrace.facts.conftest import COMMUNES, PROVINCE, fact, send
from terrace.facts.pipeline.tests.test_reading_figures import settle, value

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lasting_world")]
A = COMMUNES[0]


def test_a_figure_can_be_read_as_it_was_known_before_a_correction():
    send(fact("BIRTHS", A, "2026-M01", 12), key="a")
    settle()
    known = timezone.now()
    send(fact("BIRTHS", A, "2026-M01", 15), key="b")
    settle()
    for area in (A, PROVINCE):
        assert value("BIRTHS", area, "2026-M01") == 15
        assert value("BIRTHS", area, "2026-M01", as_of=known) == 12
