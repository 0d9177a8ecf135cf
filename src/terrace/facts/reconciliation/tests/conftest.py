"""The small world with a second agency, and the worker's work done in order."""

from fnmatch import fnmatch
from pathlib import Path

import msgspec
import pytest
from django.utils import timezone

from terrace.base.bus.duties import DUTIES
from terrace.base.bus.events import Envelope
from terrace.base.bus.models import Outbox
from terrace.base.packs import loading

PACK = Path(__file__).parent / "pack"
OURS = ("rollup-", "reconcile-", "suspicions", "settle")


@pytest.fixture
def sides(world: None) -> None:
    loading.load(PACK)


def work() -> None:
    """What relay and worker do with the events of figures and conflicts, until nothing is left."""
    while waiting := list(Outbox.objects.order_by("id")):
        Outbox.objects.all().delete()
        for event in waiting:
            head = (str(event.pk), event.type, event.subject, timezone.now())
            body = Envelope(*head, msgspec.Raw(event.data.encode()), str(event.partition))
            for duty in DUTIES.hearings:
                if duty.name.startswith(OURS) and fnmatch(f"{event.type}.{event.partition}", duty.subject):
                    duty.handle([body])
