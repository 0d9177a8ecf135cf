"""SDMX-JSON 2.0 data messages. Values are written digit for digit, never through a binary float."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec

from terrace.base.kernel import periods
from terrace.share.opendata import columns
from terrace.share.opendata.concepts import NAMES, VALUE, Words
from terrace.share.opendata.datasets import TIME, VERSION, Shelf
from terrace.share.opendata.reading import Action, Answer, Observation, Part

SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"
ALL = "AllDimensions"


def write(shelf: Shelf, parts: Sequence[Part], prepared: datetime, language: str = "vi") -> bytes:
    """One message; each part becomes a data set, with the moment since when it was published in a history."""
    work = _Message(shelf, [part.answer for part in parts], language)
    sets = [work.data_set(part) for part in parts]
    sender = {"id": shelf.agency, "name": shelf.publisher.name_en if language == "en" else shelf.publisher.name_vi}
    meta = {
        "schema": SCHEMA,
        "id": f"{shelf.agency}-{prepared:%Y%m%dT%H%M%S}",
        "test": False,
        "prepared": prepared.isoformat(),
        "contentLanguages": [language],
        "sender": sender,
    }
    return msgspec.json.encode({"meta": meta, "data": {"structures": [work.structure()], "dataSets": sets}})


class _Message:
    """One structure for all the data sets: the positions of codes are the same in each."""

    def __init__(self, shelf: Shelf, answers: list[Answer], language: str) -> None:
        first = answers[0]
        self.shelf, self.language, self.dataset, self.question = shelf, language, first.dataset, first.question
        self.names = [*self.dataset.dimensions, TIME]
        self.at = len(self.names) - 1 if self.question.at == TIME else self._at(self.question.at)
        found: list[dict[str, int]] = [{} for _ in self.names]
        for each in (each for answer in answers for each in answer.observations):
            for place, code in enumerate((*each.series, each.time)):
                found[place].setdefault(code, len(found[place]))
        self.values = [
            {code: place for place, code in enumerate(self._ordered(n, held))} for n, held in enumerate(found)
        ]
        gets = columns.columns(first)
        self.attributes = {name: get for name, get in gets.items() if name not in (*self.names, VALUE)}
        self.codes: dict[str, dict[str, int]] = {name: {} for name in self.attributes}
        self.labels = Words(shelf).labels(self.dataset, language)
        self.periods = {each.time: each.period for answer in answers for each in answer.observations}

    def _at(self, name: str) -> int | None:
        return None if name == ALL else self.names.index(name)

    def _ordered(self, place: int, held: Iterable[str]) -> list[str]:
        return sorted(held) if place == len(self.names) - 1 else list(held)

    # structure

    def structure(self) -> dict[str, Any]:
        """The structure; call it after the data sets, since they find the codes of attributes."""
        urn = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={self.shelf.agency}:{self.dataset.id}({VERSION})"
        series = [self._dimension(n) for n in range(len(self.names)) if self.at is not None and n != self.at]
        inner = [self._dimension(n) for n in range(len(self.names)) if self.at is None or n == self.at]
        measures = [{"id": VALUE, "name": self._title(VALUE)}] if self.question.measures else []
        return {
            "links": [{"urn": urn, "rel": "dataflow"}],
            "name": self.shelf.name(self.dataset, self.language),
            "dataSets": list(range(self.sets)),
            "dimensions": {"dataSet": [], "series": series, "observation": inner},
            "measures": {"dataSet": [], "series": [], "observation": measures},
            "attributes": {"dataSet": [], "series": [], "observation": list(map(self._attribute, self.attributes))},
        }

    sets = 0

    def _title(self, name: str) -> str:
        if name in NAMES:
            return NAMES[name][self.language == "en"]
        return self.shelf.snapshot.dimensions[name].name(self.language)

    def _dimension(self, place: int) -> dict[str, Any]:
        name = self.names[place]
        values = [self._value(name, code) for code in self.values[place]]
        return {"id": name, "name": self._title(name), "keyPosition": place, "values": values}

    def _value(self, name: str, code: str) -> dict[str, str]:
        if name == TIME:
            period = periods.from_id(self.periods[code])
            days = {"start": f"{period.start}T00:00:00", "end": f"{period.end}T23:59:59"}
            return {"id": code, "name": period.label(self.language), **days}
        return {"id": code, "name": self.labels.get(name, {}).get(code, code)}

    def _attribute(self, name: str) -> dict[str, Any]:
        values = [self._value(name, code) for code in self.codes[name]]
        relation: dict[str, Any] = {"observation": {}}
        return {"id": name, "name": self._title(name), "relationship": relation, "values": values}

    # data

    def data_set(self, part: Part) -> dict[str, Any]:
        found: dict[str, Any] = {"structure": 0, "action": part.action.value}
        if part.since is not None:
            found["validFrom"] = part.since.isoformat()
        self.sets += 1
        cells = _nothing if part.action is Action.DELETE else self._cells
        observations = part.answer.observations
        if self.at is None:
            return found | {"observations": {self._key(each): cells(each) for each in observations}}
        return found | {"series": self._series(observations, cells)}

    def _series(self, observations: list[Observation], cells: Callable[[Observation], list[Any]]) -> dict[str, Any]:
        held = ((self._key(each, self.at), each) for each in observations)
        series: dict[str, Any] = {}
        for key, group in groupby(held, key=lambda pair: pair[0]):
            inner = series.setdefault(key, {"observations": {}})["observations"]
            inner.update((str(self._place(each, self.at or 0)), cells(each)) for _, each in group)
        return series

    def _key(self, each: Observation, without: int | None = None) -> str:
        return ":".join(str(self._place(each, n)) for n in range(len(self.names)) if n != without)

    def _place(self, each: Observation, place: int) -> int:
        code = each.time if place == len(self.names) - 1 else each.series[place]
        return self.values[place][code]

    def _cells(self, each: Observation) -> list[Any]:
        """The value as it is, then the position of the code of each attribute."""
        value = [msgspec.Raw(each.digits.encode()) if each.digits else None] if self.question.measures else []
        return [*value, *(self._attribute_place(name, get(each)) for name, get in self.attributes.items())]

    def _attribute_place(self, name: str, code: str) -> int:
        held = self.codes[name]
        return held.setdefault(code, len(held))


def _nothing(_: Observation) -> list[Any]:
    """What was taken back has its key only."""
    return [None]
