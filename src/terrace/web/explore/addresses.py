"""Addresses of questions: the page that answers one, what a heading or a cell leads to, how a column sorts.

The query of an address is the question itself with, if somebody chose them, the picture and the column of a map.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from terrace.insight.views.models import Picture
from terrace.insight.warehouse import questions
from terrace.insight.warehouse.answers import Heading, Key
from terrace.insight.warehouse.questions import AS_WAS, Question, Sort

#: Words of an address that are not the question's.
OURS = ("picture", "column", "view", "measure_words", "place_words", "wall")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the picture that was chosen; '' lets the page choose the one that fits.

    `column`: the key of the column that a map shows; '' for the last one.
    """

    question: Question
    picture: str = ""
    column: str = ""

    @property
    def query(self) -> str:
        chosen = {"picture": self.picture, "column": self.column}
        words = urlencode({name: word for name, word in chosen.items() if word}, safe="/:")
        return "&".join(filter(None, [questions.to_query(self.question), words]))

    @property
    def address(self) -> str:
        return f"{reverse('explore:home')}?{self.query}"


def read(query: QueryDict | str) -> Asked | None:
    """The question of an address; None when it asks nothing. Raises `Refused`."""
    words = QueryDict(query) if isinstance(query, str) else query
    picture = words.get("picture", "")
    said = [(name, value) for name, values in words.lists() for value in values if name not in OURS and value]
    if not said:
        return None
    question = questions.from_query(urlencode(said))
    return Asked(question, picture if picture in Picture.values else "", words.get("column", ""))


# what a cell leads to


def figure(question: Question, key: Key) -> str:
    """The page of a figure; '' when the cell is a set of several."""
    if not key.single or question.boundaries not in {AS_WAS, "as_is"} or question.where.sources:
        return ""
    path = reverse("operations:figure", args=[key.indicator, key.areas[0], key.periods[0]])
    words = {
        "breakdown": key.breakdown,
        "boundaries": "" if question.boundaries == AS_WAS else question.boundaries,
        "as_of": question.as_of.isoformat() if question.as_of else "",
    }
    kept = {name: word for name, word in words.items() if word}
    return f"{path}?{urlencode(kept)}" if kept else path


# what a heading leads to


def deeper(asked: Asked, heading: Heading, kind: str) -> str:
    """One step down from a heading: the places of a place, the quarters of a year; '' when there is none."""
    question = questions.drill(asked.question, heading, kind)
    return replace(asked, question=replace(question, sort=None)).address if question else ""


def sorting(asked: Asked, by: str, at: str = "") -> str:
    """The same question with its rows in the order of a column; asked again, the other way round."""
    now = asked.question.sort
    same = now is not None and now.by == by and now.at == at
    descending = not now.descending if same and now else by != "label"
    return replace(asked, question=replace(asked.question, sort=Sort(by, at, descending))).address
