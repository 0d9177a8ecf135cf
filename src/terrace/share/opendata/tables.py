"""The table of packs for open data: publishers."""

from terrace.base.packs import columns
from terrace.base.packs.merging import merge
from terrace.base.packs.registry import Batch, Counts, Registry, Table
from terrace.facts.catalogue.tables import NAMES
from terrace.share.opendata.models import Publisher

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
    """Hand the table to the packs."""
    registry.add(Table("publishers", PUBLISHERS, _publishers))


def _publishers(batch: Batch) -> Counts:
    return merge(batch, Publisher, ("code",), [(record, record.values) for record in batch.sound])
