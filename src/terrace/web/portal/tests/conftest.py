"""A small province whose figures are partly published, small counts among them."""

import pytest

from terrace.base.access.policy import SYSTEM
from terrace.base.kernel import periods
from terrace.base.packs.models import Pack
from terrace.base.places.models import Level
from terrace.facts.catalogue import releasing
from terrace.facts.catalogue.models import Disclosure
from terrace.facts.conftest import (  # noqa: F401 - fixtures
    COMMUNES,
    PROVINCE,
    _fresh_snapshots,
    country,
    fact,
    hear_all,
    lasting_world,
    send,
    world,
)
from terrace.share.opendata import publishing
from terrace.share.opendata.models import Publisher
from terrace.web.portal import answering


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(answering, "METER", answering.Meter())


@pytest.fixture
def published(world):  # noqa: F811
    """Published figures, in the transaction of the test."""
    fill()


@pytest.fixture
def running(lasting_world, live_server):  # noqa: F811
    """The address of a site that runs, with published figures."""
    fill()
    return live_server.url


def fill():
    pack = Pack.objects.get(code="test")
    Disclosure.objects.create(indicator="BIRTHS", least=5, pack=pack)
    licence = {"licence": "https://creativecommons.org/licenses/by/4.0/", "licence_vi": "CC BY", "licence_en": "CC BY"}
    Publisher.objects.create(code="PROVINCE", name_vi="Tỉnh", name_en="Province", mail="a@b.vn", pack=pack, **licence)
    facts = []
    for commune, (girls, boys) in zip(COMMUNES, ((2, 11), (9, 14), (12, 8)), strict=True):
        facts += [fact("BIRTHS", commune, "2026-M03", girls, breakdown={"SEX": "F"})]
        facts += [fact("BIRTHS", commune, "2026-M03", boys, breakdown={"SEX": "M"})]
        facts += [fact("OUTPUT", commune, each, "1.125", status="provisional") for each in ("2026-M03", "2026-M04")]
    facts += [fact("HERD", PROVINCE, "2025", "10.0")]
    send(*facts)
    for indicator, period in (("BIRTHS", "2026-M03"), ("OUTPUT", "2026-M03"), ("OUTPUT", "2026-M04"), ("HERD", "2025")):
        releasing.release(indicator, [periods.parse(period).id], Level.COMMUNE, SYSTEM)
    settle()


def settle():
    hear_all(("rollup", "opendata"))
    while publishing.work():
        pass
