"""SDMX-CSV 2.0: rows, actions, and every bad input."""

import pytest

from terrace.facts.collection.models import Observation, Submission
from terrace.facts.gateways.tests.conftest import A, B, codes, faults, give, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mapped")]

HEAD = "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,SEX,FREQ,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS,OBS_COM"
OWN = "dataflow,TERRACE:OBSERVATIONS(1.0)"
OFFICE = (
    "STRUCTURE,STRUCTURE_ID,ACTION,SPECIES,REF_AREA,DISTRICT,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS"
)
GSO = "dataflow,GSO:DF_LIVESTOCK(1.0)"


def own(*rows: str, source: str = "commune", key: str = "k", **more):
    return give("\n".join([HEAD, *(f"{OWN},{row}" for row in rows)]), "x.csv", source=source, key=key, **more)


def office(*rows: str, key: str = "k", source: str = ""):
    return give("\n".join([OFFICE, *(f"{GSO},{row}" for row in rows)]), "x.csv", source=source, key=key)


def test_rows_become_observations_with_their_codes_and_digits_as_written():
    job = own(
        f"I,BIRTHS,{A},F,M,2026-01,12,0,A,",
        f"A,BIRTHS,{A},M,M,2026-M01,13,,P,",
        f"R,PIGS,{B},_T,M,2026-02-28,1.250,3,,",
        f"M,AREA,{A},,M,2026-03-01/P1M,123456789012345.10,,,",
    )
    assert (job.state, job.format, job.stored) == ("done", "sdmx-csv", 4), faults(job)
    assert stored() == {
        ("BIRTHS", A, "2026-M01", "SEX=F"): "12",
        ("BIRTHS", A, "2026-M01", "SEX=M"): "13",
        ("PIGS", B, "2026-M02", ""): "1250",
        ("AREA", A, "2026-M03", ""): "123456789012345.10",
    }
    assert set(Submission.objects.values_list("door", flat=True)) == {"sdmx"}


def test_the_pack_says_indicator_place_factor_rounding_and_source():
    job = office("I,PIG_T,CB_A,_Z,HEADS,2026-M01,1.2345678,,A", "I,HORSE,CB_A,_Z,,2026-M01,5,,A")
    assert (job.state, job.stored) == ("done", 1)
    assert stored() == {("PIGS", A, "2026-M01", ""): "1235"}
    assert Submission.objects.get().source_id == Observation.objects.get().source_id


def test_of_two_places_that_codes_name_the_finer_one_is_meant_when_it_lies_in_the_other():
    assert office("I,PIG,CB,A,,2026-M01,7,,").state == "done"
    assert stored() == {("PIGS", A, "2026-M01", ""): "7"}


def test_a_deleted_observation_is_missing_from_then_on_and_its_history_stays():
    own(f"I,PIGS,{A},,M,2026-01,12,,,", f"I,PIGS,{B},,M,2026-01,3,,,")
    job = own(f"D,PIGS,{A},,M,2026-01,,,,", f"A,PIGS,{B},,M,2026-01,4,,,", key="k2")
    assert job.state == "done"
    assert stored() == {("PIGS", A, "2026-M01", ""): "missing", ("PIGS", B, "2026-M01", ""): "4"}


def test_replacing_without_a_value_takes_the_value_away_and_a_status_says_why_there_is_none():
    job = own(f"R,PIGS,{A},,M,2026-01,,,,", f"I,PIGS,{B},,M,2026-01,NaN,,M,")
    assert job.state == "done"
    assert set(stored().values()) == {"missing"}


def test_the_same_file_again_is_the_same_job():
    first, again = own(f"I,PIGS,{A},,M,2026-01,12,,,"), own(f"I,PIGS,{A},,M,2026-01,12,,,")
    assert first.pk == again.pk
    assert Submission.objects.count() == 1


def test_labels_behind_codes_and_other_separators_are_read():
    head = "STRUCTURE;STRUCTURE_ID;ACTION;INDICATOR: Indicator;REF_AREA: Area;TIME_PERIOD;OBS_VALUE"
    row = f"dataflow;TERRACE:OBSERVATIONS(1.0): Figures;I;PIGS: Pigs;{A}: Commune;2026-M01;12"
    assert give(f"\ufeff{head}\r\n{row}\r\n", "x.csv", source="commune").state == "done"
    assert stored() == {("PIGS", A, "2026-M01", ""): "12"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"X,PIGS,{A},,M,2026-01,1,,,", "sdmx.action"),
        (f"I,PIGS,{A},,M,2026-01,1,,Q,", "sdmx.code_unmapped"),
        (f"I,NOTHING,{A},,M,2026-01,1,,,", "indicator.unknown"),
        ("I,PIGS,99999,,M,2026-01,1,,,", "observation.area"),
        (f"I,PIGS,{A},,M,2026-W01,1,,,", "sdmx.time"),
        (f"I,PIGS,{A},,Q,2026-01,1,,,", "sdmx.time"),
        (f"I,PIGS,{A},,W,2026-01,1,,,", "sdmx.time"),
        (f"I,PIGS,{A},,,2026-01-15,1,,,", "sdmx.time"),
        (f"I,PIGS,{A},,M,2026-01,,,,", "exchange.value_missing"),
        (f"I,PIGS,{A},,M,2026-01,5,,M,", "exchange.value_and_reason"),
        (f"I,PIGS,{A},,M,2026-01,1 250,,,", "exchange.value"),
        (f"I,PIGS,{A},,M,2026-01,{'9' * 61},,,", "exchange.value"),
        (f"I,PIGS,{A},,M,2026-01,1,x,,", "exchange.multiplier"),
        (f"I,PIGS,{A},,M,2026-01,1.5,,,", "value.decimals"),
        (f"D,PIGS,{A},,M,,,,,", "sdmx.delete_bulk"),
        (f"I,,{A},,M,2026-01,1,,,", "sdmx.meaning_missing"),
        (f"I,PIGS,{A},,M,2026-01,1", "sdmx.cells"),
    ],
)
def test_a_row_that_cannot_be_taken_refuses_the_file_and_is_named(row, code):
    job = own(f"I,PIGS,{B},,M,2026-01,1,,,", row)
    assert (job.state, codes(job)) == ("refused", [code]), faults(job)
    assert faults(job)[0][0] == 3
    assert not Observation.objects.exists()


def test_each_code_without_a_row_is_listed_once():
    job = office(
        "I,COW,CB_A,_Z,,2026-M01,1,,",
        "I,COW,CB_A,_Z,,2026-M02,1,,",
        "I,PIG,XX,_Z,,2026-M01,1,,",
        "I,CAT,YY,_Z,,2026-M01,1,,",
    )
    assert [fault[1] for fault in faults(job)] == ["2:SPECIES", "4:REF_AREA", "5:SPECIES", "5:REF_AREA"]


def test_a_component_that_no_row_knows_is_a_fault_and_not_passed_over():
    job = give(f"{HEAD},BASE_PER\n{OWN},I,PIGS,{A},,M,2026-01,1,,,,2019\n", "x.csv", source="commune")
    assert codes(job) == ["sdmx.component_unmapped"]


def test_a_figure_in_another_unit_is_another_figure():
    assert codes(office("I,PIG,CB_A,_Z,KG,2026-M01,1,,")) == ["sdmx.unit"]


def test_places_that_do_not_contain_each_other_are_refused():
    job = office("I,PIG,CB_A,_Z,,2026-M01,1,,", "I,PIG,CB_A,A,,2026-M02,1,,")
    assert job.state == "done"
    from terrace.facts.gateways.models import SdmxMap

    SdmxMap.objects.filter(component="DISTRICT", code="A").update(target=B)
    assert codes(office("I,PIG,CB_A,A,,2026-M03,1,,", key="k2")) == ["sdmx.two_meanings"]


def test_an_unknown_flow_and_another_version_of_a_known_one_are_refused():
    body = f"{HEAD}\ndataflow,XX:NONE(1.0),I,PIGS,{A},,M,2026-01,1,,,\n"
    assert codes(give(body, "x.csv", source="commune")) == ["sdmx.flow_unknown"]
    body = f"{OFFICE}\ndataflow,GSO:DF_LIVESTOCK(2.0),I,PIG,CB_A,_Z,,2026-M01,1,,\n"
    assert codes(give(body, "y.csv", key="k2", source="commune")) == ["sdmx.flow_unknown"]
    body = f"{HEAD}\nmetadataflow,XX,I,PIGS,{A},,M,2026-01,1,,,\n"
    assert codes(give(body, "z.csv", key="k3", source="commune")) == ["sdmx.flow_unknown"]


def test_the_source_is_that_of_the_flow_and_no_other():
    assert codes(office("I,PIG,CB_A,_Z,,2026-M01,1,,", source="commune")) == ["exchange.source"]
    assert codes(own(f"I,PIGS,{A},,M,2026-01,1,,,", source="", key="k2")) == ["source.missing"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("STRUCTURE,STRUCTURE_ID,ACTION\n", "sdmx.columns"),
        (f"{HEAD}\n", "message.empty"),
        (f'{HEAD}\n{OWN},I,"PIGS,{A},,M,2026-01,1,,,\n', "sdmx.broken"),
        (f"{HEAD}\n{OWN},I,PIGS,{A},,M,2026-01,1,,,\xe9\n".encode("latin-1"), "message.encoding"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(body, code):
    job = give(body, "x.csv", source="commune")
    assert (job.state, codes(job)) == ("refused", [code])


def test_a_commune_officer_writes_in_her_own_commune_only(hoa):
    job = own(f"I,PIGS,{A},,M,2026-01,1,,,", f"I,PIGS,{B},,M,2026-01,1,,,", actor=hoa.actor)
    assert (job.state, codes(job)) == ("refused", ["access.denied"])
