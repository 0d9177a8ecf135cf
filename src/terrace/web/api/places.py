"""Places: the tree of any day, search by name, and what became of a place."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from terrace.base.access import gates
from terrace.base.places import index as places
from terrace.base.places import problems as place_problems
from terrace.base.places import queries
from terrace.base.places.index import Index
from terrace.base.places.versions import Version
from terrace.web.api import answers, links, parameters, questions, shapes
from terrace.web.api.documents import described
from terrace.web.api.dressing import LEVELS
from terrace.web.api.parameters import Parameter

router = Router(tags=["places"])
LEVEL_NUMBERS = {name: number for number, name in LEVELS.items()}
FOUND = 50
COUNTRY = "VN"

CODE = Parameter("code", "The place of this code.", "04")
PARENT = Parameter("parent", "The places below this one: right below, or of `level` when given.", "04")
LEVEL = Parameter("level", "country, region, province, district or commune.", "commune")
TEXT = Parameter("q", "Name, with or without accents, also a former one; at most 50 are found.", "ha giang")
AT = Parameter("at", "The day (ISO 8601); today when it is not given.", "2025-06-30")
LIST = (CODE, PARENT, LEVEL, TEXT, AT)


@router.get(
    "",
    auth=gates.open_gate,
    operation_id="places",
    summary="Places on a day",
    openapi_extra=described({200: shapes.Places, 400: None, 404: None}, LIST),
)
def listed(request: HttpRequest) -> HttpResponse:
    """Without parameters the country. `code` gives one place, `parent` what is below it, `level` all of a level,
    `q` finds by name: a place that was no more on the day says what it `became`.
    """
    words = parameters.read(request, LIST)
    on = questions.day(words)
    found = places.current()
    shown = [_place(found, place_id, on) for place_id in _chosen(found, words, on)]
    return answers.marked(request, shapes.Places(on, len(shown), shown))


def _chosen(found: Index, words: Mapping[str, str], on: date) -> tuple[int, ...]:
    """The ids that the question is about."""
    level = _level(words.get("level", ""))
    if text := words.get("q"):
        hits = queries.search(text, on, FOUND)
        return tuple(hit.place_id for hit in hits if level is None or hit.level == level)
    if code := words.get("parent"):
        return _below(found, _resolved(found, code, "parent", on), level, on)
    if code := words.get("code"):
        place_id = _resolved(found, code, "code", on)
        return (place_id,) if level is None or found.level(place_id) == level else ()
    root = found.resolve(COUNTRY, on)
    if root is None:
        return ()
    return (root,) if level is None else found.descendants(root, on, level)


def _below(found: Index, place_id: int, level: int | None, on: date) -> tuple[int, ...]:
    if level is None:
        return found.children(place_id, on)
    return tuple(each for each in found.descendants(place_id, on, level) if each != place_id)


def _level(text: str) -> int | None:
    """The number of a level, by name or number."""
    if not text:
        return None
    if text.isascii() and text.isdecimal() and int(text) in LEVELS:
        return int(text)
    if text not in LEVEL_NUMBERS:
        raise parameters.wrong("level", text, ", ".join(LEVEL_NUMBERS))
    return LEVEL_NUMBERS[text]


def _resolved(found: Index, code: str, name: str, on: date) -> int:
    place_id = found.resolve(code, on)
    if place_id is None:
        raise questions.refuse(place_problems.PLACE_UNKNOWN.fault(name, code=code[:60], day=on), questions.UNKNOWN)
    return place_id


def _place(found: Index, place_id: int, on: date) -> shapes.Place:
    """The place on the day, or as it was last before it."""
    there = found.version(place_id, on)
    shown = there or _last(found, place_id, on)
    then = on if there else shown.valid_until or shown.valid_from
    return shapes.Place(
        code=shown.code,
        name=shown.name,
        full_name=shown.full_name,
        name_en=shown.name_en,
        kind=shown.kind,
        level=LEVELS[shown.level],
        parent=_reference(found, shown.parent_id, then),
        children=len(found.children(place_id, then)),
        valid_from=shown.valid_from,
        valid_until=shown.valid_until,
        there=there is not None,
        became=[] if there else became(found, place_id, on),
        history=f"{links.history(shown.code)}?at={then}",
    )


def _last(found: Index, place_id: int, on: date) -> Version:
    history = found.history(place_id)
    before = [version for version in history if version.valid_from <= on]
    return before[-1] if before else history[0]


def _reference(found: Index, place_id: int | None, on: date) -> shapes.Reference | None:
    version = found.version(place_id, on) if place_id is not None else None
    return shapes.Reference(version.code, version.full_name) if version else None


def became(found: Index, place_id: int, on: date) -> list[shapes.Reference]:
    """The successors on the day of a place that was no more."""
    return [shapes.Reference(code, name) for code, name in queries.successors(found, place_id, on)]


@router.get(
    "/{str:code}/history",
    auth=gates.open_gate,
    operation_id="placeHistory",
    summary="All that a place was",
    openapi_extra=described({200: shapes.History, 400: None, 404: None}, (AT,)),
)
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Every name, kind and parent of the place that had the code on the day `at`, and what it became."""
    words = parameters.read(request, (AT,))
    found = places.current()
    place_id = _resolved(found, code, "code", questions.day(words))
    versions = [_era(found, version) for version in found.history(place_id)]
    today = timezone.localdate()
    ended = found.version(place_id, today) is None
    return answers.marked(request, shapes.History(versions, became(found, place_id, today) if ended else []))


def _era(found: Index, version: Version) -> shapes.Era:
    return shapes.Era(
        code=version.code,
        name=version.name,
        full_name=version.full_name,
        kind=version.kind,
        level=LEVELS[version.level],
        parent=_reference(found, version.parent_id, version.valid_from),
        valid_from=version.valid_from,
        valid_until=version.valid_until,
    )
