"""SDMX-ML 2.1: generic and structure-specific documents, and every bad input."""

from io import BytesIO

import pytest

from terrace.base.kernel.problems import Fault
from terrace.facts.collection.models import Observation
from terrace.facts.gateways.sdmx import xmls
from terrace.facts.gateways.tests.conftest import A, codes, faults, give, stored

S = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
OWN = ' namespace="urn:own"'
pytestmark = [pytest.mark.django_db]


def head(root: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><m:{root} xmlns:m="{S}/message" xmlns:c="{S}/common"'
        f' xmlns:g="{S}/data/generic" xmlns:ss="{S}/data/structurespecific"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:n="urn:own">'
        "<m:Header><m:ID>x</m:ID><m:Test>false</m:Test><m:Prepared>2026-11-01T00:00:00Z</m:Prepared>"
        '<m:Sender id="GSO"/><m:Structure structureID="S1" dimensionAtObservation="TIME_PERIOD"'
        f"{more}>"
        '<c:StructureUsage><Ref agencyID="GSO" id="DF_LIVESTOCK" version="1.0"/></c:StructureUsage></m:Structure>'
        "</m:Header>"
    )


def generic(*series: str, action: str = "") -> str:
    root = "GenericData"
    return f'{head(root)}<m:DataSet structureRef="S1"{action}>{"".join(series)}</m:DataSet></m:{root}>'


def a_series(species: str, area: str, *observations: str) -> str:
    key = "".join(f'<g:Value id="{name}" value="{code}"/>' for name, code in (("SPECIES", species), ("REF_AREA", area)))
    return f"<g:Series><g:SeriesKey>{key}</g:SeriesKey>{''.join(observations)}</g:Series>"


def an_observation(period: str, value: str = "", *attributes: tuple[str, str]) -> str:
    said = f'<g:ObsValue value="{value}"/>' if value else ""
    more = "".join(f'<g:Value id="{name}" value="{code}"/>' for name, code in attributes)
    return (
        f'<g:Obs><g:ObsDimension value="{period}"/>{said}' + (f"<g:Attributes>{more}</g:Attributes>" if more else "")
    ) + "</g:Obs>"


def specific(body: str, action: str = "") -> str:
    root = "StructureSpecificData"
    data = f'<m:DataSet ss:structureRef="S1" xsi:type="n:DataSetType"{action}>{body}</m:DataSet>'
    return f"{head(root, OWN)}{data}</m:{root}>"


# documents


@pytest.mark.usefixtures("mapped")
def test_a_generic_document_is_read():
    said = an_observation("2026-01", "12", ("OBS_STATUS", "P")), an_observation("2026-02", "13")
    job = give(generic(a_series("PIG", "CB_A", *said)), "x.xml")
    assert (job.state, job.format, job.stored) == ("done", "sdmx-ml", 2), faults(job)
    assert stored() == {("PIGS", A, "2026-M01", ""): "12", ("PIGS", A, "2026-M02", ""): "13"}
    assert Observation.objects.get(value=12).get_status_display() == "provisional"


@pytest.mark.usefixtures("mapped")
def test_a_structure_specific_document_is_read_with_series_groups_and_flat_observations():
    body = (
        '<Group xsi:type="n:Sibling" SPECIES="PIG" UNIT_MEASURE="HEADS" TITLE="Pigs"/>'
        '<Series SPECIES="PIG" REF_AREA="CB_A"><Obs TIME_PERIOD="2026-01" OBS_VALUE="12.0"/></Series>'
    )
    assert give(specific(body), "x.xml").state == "done"
    flat = '<Obs SPECIES="PIG" REF_AREA="CB_A" TIME_PERIOD="2026-02" OBS_VALUE="7"/>'
    assert give(specific(flat), "y.xml", key="k2").state == "done"
    assert stored() == {("PIGS", A, "2026-M01", ""): "12", ("PIGS", A, "2026-M02", ""): "7"}


@pytest.mark.usefixtures("mapped")
def test_the_action_of_a_data_set_holds_for_its_observations():
    give(
        specific('<Series SPECIES="PIG" REF_AREA="CB_A"><Obs TIME_PERIOD="2026-01" OBS_VALUE="12"/></Series>'), "x.xml"
    )
    body = '<Series SPECIES="PIG" REF_AREA="CB_A"><Obs TIME_PERIOD="2026-01"/></Series>'
    assert give(specific(body, ' ss:action="Delete"'), "y.xml", key="k2").state == "done"
    assert stored() == {("PIGS", A, "2026-M01", ""): "missing"}


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text[:-40], "sdmx.broken"),
        (lambda text: text.replace("GenericData", "Structure"), "sdmx.kind"),
        (lambda text: text.replace("v2_1", "v3_0"), "sdmx.schema"),
        (lambda text: text.replace('structureRef="S1"', 'structureRef="S9"'), "sdmx.broken"),
        (lambda text: text.replace("<g:Series>", "<g:Cube>").replace("</g:Series>", "</g:Cube>"), "sdmx.schema"),
        (lambda text: text.replace('id="SPECIES"', 'id="UNHEARD"'), "sdmx.component_unmapped"),
        (lambda text: text.replace('value="12"', 'value="twelve"'), "exchange.value"),
        (lambda text: text.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1), "sdmx.entities"),
        (lambda text: text.replace("?>", '?><!DOCTYPE x SYSTEM "file:///etc/passwd">', 1), "sdmx.entities"),
        (lambda text: text.replace("<m:ID>x", "<m:ID>\xe9").encode("latin-1"), "message.encoding"),
        (lambda text: text.replace('value="CB_A"', 'value="&lol;"'), "sdmx.broken"),
    ],
)
def test_a_document_that_cannot_be_taken_is_refused(change, code):
    job = give(change(generic(a_series("PIG", "CB_A", an_observation("2026-01", "12")))), "x.xml", source="office")
    assert (job.state, codes(job)) == ("refused", [code]), faults(job)
    assert not Observation.objects.exists()


@pytest.mark.usefixtures("mapped")
def test_a_document_that_is_too_large_is_not_parsed(monkeypatch):
    monkeypatch.setattr("terrace.facts.gateways.sdmx.xmls.LIMIT_MB", 0)
    assert codes(give(generic(), "x.xml", source="office")) == ["file.large"]


@pytest.mark.usefixtures("mapped")
def test_faults_point_at_series_and_observation():
    body = generic(a_series("PIG", "CB_A", an_observation("2026-01", "1"), an_observation("2026-13", "1")))
    job = give(body, "x.xml")
    assert faults(job) == [(2, "dataset/1/series/1/obs/2:TIME_PERIOD", "sdmx.time")]


def test_entities_that_grow_are_refused_before_they_are_read():
    bomb = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
    )
    body = generic(a_series("&j;", "CB_A")).replace("?>", f"?>{bomb}]>", 1)
    found = list(xmls.read(BytesIO(body.encode())))
    assert [each.code for each in found if isinstance(each, Fault)] == ["sdmx.entities"]
    assert len(found) == 1
