"""Rules as sentences with blanks: what a specialist who knows no code chooses from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terrace.base.places.models import Level
from terrace.insight.monitoring.models import RuleKind

_BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of rule: its short name, when to take it, and its sentence with `{blanks}`."""

    kind: str
    name: Promise
    hint: Promise
    text: Promise

    def parts(self) -> Iterator[tuple[str, str]]:
        """(words, '') and ('', blank) in the order of the language of the page."""
        for at, part in enumerate(_BLANK.split(str(self.text))):
            if part:
                yield ("", part) if at % 2 else (part, "")

    @property
    def blanks(self) -> list[str]:
        return [blank for _words, blank in self.parts() if blank]

    def filled(self, words: Mapping[str, str]) -> str:
        """The sentence with its blanks filled in; a blank without a word is a dash."""
        return "".join(text or words.get(blank, "–") for text, blank in self.parts())


PATTERNS: Final[Mapping[str, Pattern]] = {
    pattern.kind: pattern
    for pattern in (
        Pattern(
            RuleKind.LAST_YEAR,
            _("Against the same period of the last year"),
            _("For what has a season: harvests, births, visitors."),
            _("Warn when {indicator} of {level} {direction} {per_cent} % against the same period of the last year"),
        ),
        Pattern(
            RuleKind.LAST_PERIOD,
            _("Against the last period"),
            _("For what moves slowly: herds, numbers of households."),
            _("Warn when {indicator} of {level} {direction} {per_cent} % against the last period"),
        ),
        Pattern(
            RuleKind.LIMIT,
            _("Against a fixed limit"),
            _("For what has a norm: a share, a number that may not be passed."),
            _("Warn when {indicator} of {level} is {direction} {limit}"),
        ),
        Pattern(
            RuleKind.PLAN,
            _("Against the plan of the year"),
            _("When the plan is in danger, by the forecast of the rest of the year."),
            _("Warn when {indicator} of {level} reaches the plan of the year with a chance below {chance} %"),
        ),
        Pattern(
            RuleKind.PEERS,
            _("Against the other places"),
            _("When one place moves while its neighbours do not."),
            _("Warn when {indicator} of {level} {direction} {per_cent} % against the other places above it"),
        ),
        Pattern(
            RuleKind.TREND,
            _("The same way again and again"),
            _("When something slips a little every period."),
            _("Warn when {indicator} of {level} {direction} {periods} periods running"),
        ),
        Pattern(
            RuleKind.CROSSING,
            _("Will cross a limit"),
            _("Before it happens, by the forecast of the next period."),
            _("Warn when {indicator} of {level} will be {direction} {limit} next period, at least {sure} % sure"),
        ),
        Pattern(
            RuleKind.DETECTOR,
            _("Out of its own way"),
            _("The system finds by itself what is unusual: entry errors and real changes."),
            _("Warn when {indicator} of {level} leaves its own usual way, at least {sure} % sure"),
        ),
        Pattern(
            RuleKind.LATENESS,
            _("Late returns"),
            _("When a place has sent nothing some days after the due day."),
            _("Warn when the returns of {level} are {days} days late"),
        ),
        Pattern(
            RuleKind.COVERAGE,
            _("Too few reports"),
            _("When a sum rests on too few of its places."),
            _("Warn when {indicator} of {level} rests on under {per_cent} % of its places {days} days after its end"),
        ),
    )
}

_CHANGES: Final = {"down": _("falls by more than"), "up": _("rises by more than"), "both": _("changes by more than")}
_SIDES: Final = {"below": _("below"), "above": _("above")}
#: Which ways a kind knows: code → words as they stand in its sentence.
WAYS: Final[Mapping[str, Mapping[str, Promise]]] = {
    RuleKind.LAST_YEAR: _CHANGES,
    RuleKind.LAST_PERIOD: _CHANGES,
    RuleKind.PEERS: _CHANGES,
    RuleKind.LIMIT: _SIDES,
    RuleKind.CROSSING: _SIDES,
    RuleKind.TREND: {"down": _("falls for"), "up": _("rises for")},
}
LEVELS: Final[Mapping[str, Promise]] = {
    str(int(Level.COMMUNE)): _("each commune"),
    str(int(Level.PROVINCE)): _("the province"),
    "0": _("every place"),
}
EVERY: Final = _("every indicator")
EVERY_OF: Final = _("every indicator of “%(sector)s”")
#: What stands in a blank that is typed at first; those of `SHARES` are typed in per cent and kept as parts of one.
FIRST: Final[Mapping[str, str]] = {
    "limit": "",
    "per_cent": "10",
    "periods": "3",
    "days": "3",
    "sure": "90",
    "chance": "20",
}
SHARES: Final = frozenset({"sure", "chance"})
#: What a blank is called for whoever hears the page.
LABELS: Final[Mapping[str, Promise]] = {
    "indicator": _("Indicator"),
    "level": _("Of which places"),
    "direction": _("Which way"),
    "per_cent": _("Per cent"),
    "limit": _("Limit"),
    "periods": _("How many periods"),
    "days": _("How many days"),
    "sure": _("How sure, in per cent"),
    "chance": _("Chance in per cent"),
}
