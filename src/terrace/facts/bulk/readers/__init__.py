"""The formats of our own: JSON (an array, or an object with source and observations), NDJSON, CSV."""

from terrace.facts.bulk.formats import FACT, LINE, Format
from terrace.facts.bulk.readers.objects import looks_like_json, read_json, read_ndjson
from terrace.facts.bulk.readers.tables import read_csv

JSON = Format("json", ("application/json",), (".json",), read_json, FACT, looks_like_json)
NDJSON = Format(
    "ndjson",
    ("application/x-ndjson", "application/ndjson", "application/jsonl"),
    (".ndjson", ".jsonl"),
    read_ndjson,
    LINE,
)
CSV = Format("csv", ("text/csv",), (".csv", ".tsv"), read_csv, LINE)
OWN = (JSON, NDJSON, CSV)
