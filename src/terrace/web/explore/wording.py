"""What a question is called: “Đàn lợn theo xã và tháng · Tỉnh Tuyên Quang”. Also the name that saving proposes."""

from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.kernel import periods
from terrace.base.places.index import Index
from terrace.facts.catalogue.snapshot import Snapshot
from terrace.insight.warehouse.asking import wording
from terrace.insight.warehouse.questions import Axis, Measure, Question
from terrace.web.explore import choosing

#: Measures and places that a title names.
NAMED = 2


def title(snapshot: Snapshot, index: Index, question: Question, language: str) -> str:
    """The question in a line."""
    names = [measure_name(snapshot, each, language) for each in question.measures]
    what = _listed(names)
    by = [_by(snapshot, each, language) for each in question.axes if _says(question, each)]
    joined = _(" and ").join(by)
    whole = _("%(what)s by %(by)s") % {"what": what, "by": joined} if by else what
    return " · ".join([whole, *([_listed(places(index, question, language))] if question.where.places else [])])


def _says(question: Question, axis: Axis) -> bool:
    """Measures are named anyway, and so are the places where the axis runs over just these."""
    return axis.kind != "measure" and not (axis.kind == "place" and not axis.level and question.where.places)


def _listed(names: list[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" (+{rest})" if rest > 0 else "")


def measure_name(snapshot: Snapshot, measure: Measure, language: str) -> str:
    """An indicator, with how it is shown; one that is not known by its code."""
    spec = snapshot.indicators.get(measure.indicator)
    return wording.measure(spec, measure, language) if spec else measure.indicator


def _by(snapshot: Snapshot, axis: Axis, language: str) -> str:
    if axis.kind in {"place", "period"} and axis.level:
        return choosing.level_name(axis.level)
    name = choosing.axis_name(snapshot, axis, language)
    return name[:1].lower() + name[1:]


def places(index: Index, question: Question, language: str) -> list[str]:
    """The names of the places asked about."""
    return [place_name(index, code, question, language) for code in question.where.places]


def place_name(index: Index, code: str, question: Question, language: str) -> str:
    """The name of a place on the last day of the question, else today's, else its code."""
    last = question.where.periods.last
    day = periods.parse(last).end if last else timezone.localdate()
    number = index.resolve(code, day) or index.resolve(code, timezone.localdate())
    if number is None:
        return code
    version = index.version(number, day) or index.history(number)[-1]
    return version.name_en if language == "en" else version.full_name
