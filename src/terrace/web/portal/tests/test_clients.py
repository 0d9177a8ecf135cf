"""Client libraries of the field read a running site as it is: sdmx1 and pysdmx."""

from decimal import Decimal

import sdmx
from pysdmx.io import read_sdmx

from terrace.share.opendata import reading
from terrace.share.opendata.datasets import Shelf

SOURCE = {"id": "PROVINCE", "name": "A province", "versions": ["3.0.0"]}


def test_sdmx1_and_pysdmx_read_structures_and_data_of_a_running_site(running):
    sdmx.add_source({**SOURCE, "url": f"{running}/sdmx"}, override=True)
    client = sdmx.Client("PROVINCE")
    flows = client.dataflow().dataflow
    assert set(flows) == {"FARMING", "FARMING_BY_CROP", "PEOPLE_BY_SEX"}
    assert flows["FARMING"].name.localized_default("vi") == "Nông nghiệp"
    message = client.dataflow("PEOPLE_BY_SEX", params={"references": "descendants"})
    structure = message.structure["PEOPLE_BY_SEX"]
    names = [each.id for each in structure.dimensions.components]
    assert names == ["FREQ", "REF_AREA", "INDICATOR", "SEX", "TIME_PERIOD"]
    assert set(message.codelist["CL_SEX"].items) == {"_T", "F", "M"}
    data = client.data("FARMING_BY_CROP", key="M.04..", dsd=client.datastructure("FARMING_BY_CROP").structure[0])
    found = {each.key["TIME_PERIOD"].value: Decimal(each.value) for each in data.data[0].obs}
    assert found == {"2026-M03": Decimal("3.375"), "2026-M04": Decimal("3.375")}
    assert sum(len(each.obs) for each in client.data("FARMING").data) == observed("FARMING")
    # pysdmx's own reader, over the address
    read = read_sdmx(f"{running}/sdmx/data/dataflow/PROVINCE/FARMING_BY_CROP/1.0.0/M.04..?format=csv", validate=False)
    assert read.data is not None
    assert list(read.data[0].data["OBS_VALUE"]) == ["3.375", "3.375"]  # type: ignore[attr-defined]


def observed(name):
    shelf = Shelf()
    return len(reading.newest(shelf, shelf.dataset(name)).observations)
