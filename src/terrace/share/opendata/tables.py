"""The tables of packs for open data: disclosure (which counts of people are kept back) and publishers."""

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Registry, Table
from terrace.facts.catalogue import references
from terrace.facts.catalogue.models import Indicator
from terrace.facts.catalogue.tables import NAMES, WORD
from terrace.share.opendata import problems
from terrace.share.opendata.models import Publisher, Rule

LEAST, MOST = 2, 1000
DISCLOSURE = (
    columns.code("indicator", *WORD),
    columns.integer("least", LEAST, MOST),
)
PUBLISHERS = (
    columns.code("code", "[A-Za-z][A-Za-z0-9_-]*", "mã cơ quan của SDMX", "the code of an agency of SDMX"),
    *NAMES,
    columns.text("homepage", "địa chỉ trang", "the address of its site", required=False),
    columns.text("mail", "địa chỉ thư", "an e-mail address", required=False),
    columns.text("licence", "địa chỉ giấy phép", "the address of the licence"),
    columns.text("licence_vi", "tên giấy phép", "the name of the licence in Vietnamese"),
    columns.text("licence_en", "tên giấy phép bằng tiếng Anh", "the name of the licence"),
)


def register(registry: Registry) -> None:
    """Hand the tables to the packs."""
    registry.add(Table("disclosure", DISCLOSURE, _disclosure), Table("publishers", PUBLISHERS, _publishers))


def _disclosure(batch: Batch) -> Counts:
    known = references.known(batch, "indicators", Indicator)
    for record in batch.sound:
        if record.values["indicator"] not in known:
            pointer = record.pointer("indicator")
            batch.faults.append(problems.RULE_INDICATOR.fault(pointer, code=record.values["indicator"]))
    return merge(batch, Rule, ("indicator",), [(record, record.values) for record in batch.sound])


def _publishers(batch: Batch) -> Counts:
    return merge(batch, Publisher, ("code",), [(record, record.values) for record in batch.sound])
