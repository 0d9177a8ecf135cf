"""The controls of the form as a question: what a person ticked and chose, read without guessing.

Every control is on the page whenever the form is sent, so that an unticked one means no. The words are then read as
those of an address are, and refused in the same way.
"""

from collections.abc import Iterator

from django.http import QueryDict

from terrace.insight.warehouse import questions
from terrace.insight.warehouse.asking import parsing
from terrace.insight.warehouse.questions import Axis, Question

#: `boundaries` of the form when a day is chosen beside it.
A_DAY = "day"


def changed(question: Question, form: QueryDict) -> Question:
    """The question as the controls say. Raises `Refused`."""
    if "sent" not in form:
        return question
    words = dict(question.words())
    words |= {
        "measures": ",".join(_measures(question, form)),
        "rows": ",".join(_axes(question.rows, "rows", form)),
        "columns": ",".join(_axes(question.columns, "columns", form)),
        "level": form.get("level", ""),
        "periods": _periods(form),
        "to_date": "yes" if form.get("to_date") else "",
        "breakdown": ",".join(_breakdown(form)),
        "sources": ",".join(form.getlist("sources")),
        "statuses": ",".join(form.getlist("statuses")),
        "boundaries": _boundaries(form),
        "as_of": form.get("as_of", ""),
        "limit": form.get("limit", "").strip(),
    }
    return _read(_sorted_by(words))


def _sorted_by(words: dict[str, str]) -> dict[str, str]:
    """An order by a measure that is not there any more is forgotten."""
    by = words.get("sort", "").removeprefix("-").partition("@")[0]
    return words if by in {"", "label", *words["measures"].split(",")} else words | {"sort": ""}


def _read(words: dict[str, str]) -> Question:
    return questions.from_json({name: text for name, text in words.items() if text})


def _measures(question: Question, form: QueryDict) -> Iterator[str]:
    """`show.0=share:row`: what is shown of the first; the same measure is not asked twice."""
    faults = parsing.Faults()
    seen: set[str] = set()
    for at, each in enumerate(question.measures):
        text = f"{each.indicator}:{form.get(f'show.{at}') or 'value'}"
        read = parsing.measure(faults, "measures", text)
        if (shown := read.text if read else text) not in seen:
            seen.add(shown)
            yield shown


def _axes(axes: tuple[Axis, ...], shelf: str, form: QueryDict) -> Iterator[str]:
    """`rows.0=commune`, `rows.0.total=yes`; `rows.add`: one more."""
    for at, each in enumerate(axes):
        level = form.get(f"{shelf}.{at}", each.level) if each.kind in {"place", "period"} else each.level
        yield Axis(each.kind, level, bool(form.get(f"{shelf}.{at}.total"))).text
    if added := form.get(f"{shelf}.add", ""):
        yield added


def _periods(form: QueryDict) -> str:
    """The last so many, or from one to another; one that is left out is the same as the other."""
    if form.get("span") == "last":
        grain = form.get("grain", "")
        return f"last:{form.get('count', '').strip() or 1}" + (f":{grain}" if grain else "")
    if form.get("span") != "range":
        return ""
    first, last = form.get("first", ""), form.get("last", "")
    return f"{first or last}..{last or first}" if first or last else ""


def _breakdown(form: QueryDict) -> Iterator[str]:
    for name in form:
        if name.startswith("codes.") and (codes := form.getlist(name)):
            yield f"{name.removeprefix('codes.')}:{'|'.join(codes)}"


def _boundaries(form: QueryDict) -> str:
    chosen = form.get("boundaries", "")
    return form.get("map_day", "") if chosen == A_DAY else chosen
