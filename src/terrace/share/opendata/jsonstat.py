"""JSON-stat 2.0: the dataset as a cube. Only the cells that there are stand in it; digits as they are."""

from datetime import datetime
from typing import Any

import msgspec

from terrace.base.kernel import periods
from terrace.share.opendata.concepts import CODES, NAMES, STATUS, Words
from terrace.share.opendata.datasets import PLACE, TIME, Shelf
from terrace.share.opendata.reading import Answer

NOTE = (
    "%d số tổng khác tổng các phần được công bố bên cạnh; xem extension.sum-of-parts theo vị trí của ô.",
    "%d totals are not the sum of the parts published beside them: see extension.sum-of-parts, by position.",
)


def write(shelf: Shelf, answer: Answer, prepared: datetime | None, language: str = "vi") -> bytes:
    """The message. `value` and `status` are objects by position in the cube, for it has mostly empty cells."""
    dataset = answer.dataset
    names = [*dataset.dimensions, TIME]
    codes = _codes(answer, len(names))
    sizes = [len(each) for each in codes]
    places = {_position((*each.series, each.time), codes, sizes): each for each in answer.observations}
    labels = _labels(shelf, answer, language)
    english = language == "en"
    body: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": shelf.name(dataset, language),
        "source": shelf.publisher.name_en if english else shelf.publisher.name_vi,
        "updated": prepared.isoformat() if prepared else None,
        "id": names,
        "size": sizes,
        "role": {"time": [TIME], "geo": [PLACE], "metric": ["INDICATOR"]},
        "dimension": {
            name: {
                "label": NAMES[name][english] if name in NAMES else shelf.snapshot.dimensions[name].name(language),
                "category": _category(shelf, answer, name, list(held), labels, english=english),
            }
            for name, held in zip(names, codes, strict=True)
        },
        "value": {str(place): msgspec.Raw(each.digits.encode()) for place, each in places.items() if each.digits},
        "status": {str(place): each.status for place, each in places.items()},
        "extension": {
            "licence": shelf.publisher.licence,
            "status": {"label": {code: pair[english] for code, pair in CODES[STATUS].items()}},
        },
    }
    if differing := {str(place): each.parts for place, each in places.items() if each.parts is not None}:
        body["note"] = [NOTE[english] % len(differing)]
        body["extension"]["sum-of-parts"] = {
            place: msgspec.Raw(format(parts, "f").encode()) for place, parts in differing.items()
        }
    return msgspec.json.encode(body)


def _codes(answer: Answer, count: int) -> list[dict[str, int]]:
    """Of each dimension the codes that occur, with their places; periods in the order of time."""
    found: list[dict[str, None]] = [{} for _ in range(count - 1)]
    for each in answer.observations:
        for place, code in enumerate(each.series):
            found[place].setdefault(code)
    times = dict(sorted({each.time: each.period for each in answer.observations}.items(), key=lambda pair: pair[1]))
    return [{code: place for place, code in enumerate(held)} for held in (*map(list, found), list(times))]


def _position(key: tuple[str, ...], codes: list[dict[str, int]], sizes: list[int]) -> int:
    """Where the cell stands when the last dimension runs fastest."""
    place = 0
    for code, held, size in zip(key, codes, sizes, strict=True):
        place = place * size + held[code]
    return place


def _labels(shelf: Shelf, answer: Answer, language: str) -> dict[str, dict[str, str]]:
    found = Words(shelf).labels(answer.dataset, language)
    return found | {TIME: {each.time: periods.from_id(each.period).label(language) for each in answer.observations}}


def _category(
    shelf: Shelf, answer: Answer, name: str, codes: list[str], labels: dict[str, dict[str, str]], *, english: bool
) -> dict[str, Any]:
    found: dict[str, Any] = {"index": codes, "label": {code: labels[name].get(code, code) for code in codes}}
    if name == "INDICATOR":
        specs = {spec.code: spec for spec in answer.dataset.indicators}
        language = "en" if english else "vi"
        units = {code: shelf.snapshot.unit(specs[code], language) for code in codes}
        found["unit"] = {code: {"label": units[code], "decimals": specs[code].decimals} for code in codes}
    return found
