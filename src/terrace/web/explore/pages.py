"""The contexts of the analysis page (its templates say what they take)."""

import hashlib
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terrace.base.kernel.problems import Refused
from terrace.facts.pipeline.queries import Reader
from terrace.insight.views import queries as views
from terrace.insight.views.models import SavedView, Shared
from terrace.insight.warehouse import answers, questions, store
from terrace.insight.warehouse import problems as warehouse
from terrace.insight.warehouse.answers import Answer
from terrace.insight.warehouse.questions import AS_IS, AS_WAS, GRAINS, LEVELS, STATUSES
from terrace.web.explore import choosing, pictures, ready, tables, wording
from terrace.web.explore.addresses import Asked
from terrace.web.ui import errors
from terrace.web.ui.components import Choice
from terrace.web.ui.names import STATUSES as STATUS_NAMES


def language() -> str:
    return (get_language() or "vi")[:2]


def start(reader: Reader, words: QueryDict) -> dict[str, Any]:
    """The page before anything is asked: ready questions, her views, and a search."""
    area = ready.home(reader)
    kept = views.views(reader.actor)
    return {
        "sectors": ready.sectors(reader, area, language()),
        "mine": [each for each in kept if each.owner_id == reader.actor.person_id],
        "others": [each for each in kept if each.owner_id != reader.actor.person_id],
        **search(reader, words, None),
    }


def search(reader: Reader, words: QueryDict, asked: Asked | None) -> dict[str, Any]:
    """What a search for measures or places found."""
    said, place = words.get("measure_words", "").strip(), words.get("place_words", "").strip()
    chosen = asked.question.measures if asked else ()
    return {
        "measure_words": said[: choosing.LONGEST],
        "place_words": place[: choosing.LONGEST],
        "measures_found": choosing.measures(reader.snapshot, said, language(), chosen) if said else [],
        "places_found": choosing.place_hits(place),
        "q": asked.query if asked else "",
    }


def answered(reader: Reader, asked: Asked, words: QueryDict, view: SavedView | None = None) -> dict[str, Any]:
    """The page of a question: its controls, and its answer or why there is none."""
    context = controls(reader, asked) | search(reader, words, asked) | {"asked": asked, "view": view}
    context["circles"] = circles(view.shared if view else Shared.NOBODY)
    try:
        answer = answers.answer(reader.actor, asked.question, language())
    except Refused as refused:
        return context | unanswered(refused)
    return context | shown(reader, asked, answer)


def unanswered(refused: Refused) -> dict[str, Any]:
    """Why there is no answer. While the warehouse is being made the page waits for it, and says how far it is."""
    context: dict[str, Any] = {"faults": errors.texts(refused.faults), "status": refused.status}
    if refused.faults[0].code != warehouse.MISSING.code:
        return context
    standing = store.current().standing()
    return context | {"faults": [], "waiting": True, "rows_made": standing.rows + standing.waiting}


def shown(reader: Reader, asked: Asked, answer: Answer) -> dict[str, Any]:
    """An answer with its picture and its table."""
    table = tables.made(asked, answer, corner(reader, asked))
    picture = pictures.of(answer, asked, reader.snapshot, table)
    return {
        "answer": answer,
        "version": hashlib.sha256(f"{asked.query} {table.rows}".encode()).hexdigest()[:10],
        "table": table,
        "picture": picture,
        "pictures": pictures.choices(asked.picture, questions.suggest(answer)),
        "fresh_at": timezone.localtime(answer.fresh_at),
        "title": wording.title(reader.snapshot, reader.index, asked.question, language()),
    }


def corner(reader: Reader, asked: Asked) -> list[str]:
    """What the columns of row headings are called."""
    return [choosing.axis_name(reader.snapshot, each, language()) for each in asked.question.rows]


def controls(reader: Reader, asked: Asked) -> dict[str, Any]:
    """Everything that the form offers, with what is chosen."""
    question, snapshot = asked.question, reader.snapshot
    where, boundaries = question.where, question.boundaries
    day = boundaries if boundaries not in {AS_WAS, AS_IS} else ""
    return {
        "question": question,
        "title": wording.title(snapshot, reader.index, question, language()),
        "chosen_measures": [
            (wording.measure_name(snapshot, each, language()), _name(reader, each.indicator), choosing.shows(each))
            for each in question.measures
        ],
        "shelves": [_shelf(reader, question, shelf) for shelf in ("rows", "columns")],
        "axes_free": choosing.axes(snapshot, question, language()),
        "upwards": [
            Choice(code, wording.place_name(reader.index, code, question, language()), where.places == (code,))
            for code in ready.upwards(reader)
        ],
        "chosen_places": [
            Choice(code, wording.place_name(reader.index, code, question, language())) for code in where.places
        ],
        "levels": [Choice("", "", not where.level)]
        + [Choice(each, choosing.level_name(each), each == where.level) for each in LEVELS],
        "span": "last" if where.periods.count else "range" if where.periods.first else "",
        "count": where.periods.count or 12,
        "grains": [Choice("", "", not where.periods.grain)]
        + [Choice(each, choosing.level_name(each), each == where.periods.grain) for each in GRAINS],
        "firsts": _periods(reader, question, where.periods.first),
        "lasts": _periods(reader, question, where.periods.last),
        "codes": choosing.codes(snapshot, question, language()),
        "sources": [
            Choice(each.code, each.name(language()), each.code in where.sources) for each in snapshot.sources.values()
        ],
        "statuses": [Choice(each, str(STATUS_NAMES.get(each, each)), each in where.statuses) for each in STATUSES],
        "map_day": day,
        "limit": question.limit or "",
        "filters": len(where.breakdown) + bool(where.sources) + bool(where.statuses),
    }


def _name(reader: Reader, code: str) -> str:
    spec = reader.snapshot.indicators.get(code)
    return spec.name(language()) if spec else code


def _shelf(reader: Reader, question: questions.Question, shelf: str) -> dict[str, Any]:
    """The axes of rows or columns, each with its levels."""
    axes = getattr(question, shelf)
    return {
        "code": shelf,
        "axes": [(axis, choosing.axis_name(reader.snapshot, axis, language()), choosing.levels(axis)) for axis in axes],
        "end": len(axes),
    }


def _periods(reader: Reader, question: questions.Question, chosen: str) -> list[Choice]:
    offered = [
        Choice(each.code, each.label(language()), each.code == chosen)
        for each in choosing.spans(reader.snapshot, question)
    ]
    known = {each.value for each in offered}
    return offered if chosen in known or not chosen else [Choice(chosen, chosen, chosen=True), *offered]


def circles(chosen: str) -> list[Choice]:
    """With whom a view or a board can be shared."""
    names = {
        Shared.NOBODY: _("only me"),
        Shared.OFFICE: _("those who read the figures of my place and sector"),
        Shared.OFFICIALS: _("all officials"),
    }
    return [Choice(value, name, value == chosen) for value, name in names.items()]
