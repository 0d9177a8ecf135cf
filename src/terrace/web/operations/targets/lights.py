"""Lights in words and signs: a colour never stands alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terrace.insight.targets.lights import (
    AMBER,
    AT_RISK,
    GREEN,
    GREY,
    MET,
    MISSED,
    OFF_TRACK,
    ON_TRACK,
    RED,
    STATES,
    UNKNOWN,
    Judged,
)

SIGNS = {MET: "✓", ON_TRACK: "●", AT_RISK: "▲", OFF_TRACK: "✕", MISSED: "✕", UNKNOWN: "?"}
WORDS = {
    MET: gettext_lazy("met"),
    ON_TRACK: gettext_lazy("on track"),
    AT_RISK: gettext_lazy("at risk"),
    OFF_TRACK: gettext_lazy("off track"),
    MISSED: gettext_lazy("missed"),
    UNKNOWN: gettext_lazy("too little known"),
}
#: The colour of a state, where a light says no other.
USUAL = {MET: GREEN, ON_TRACK: GREEN, AT_RISK: AMBER, OFF_TRACK: RED, MISSED: RED, UNKNOWN: GREY}


@dataclass(frozen=True, slots=True)
class Light:
    """A light as a badge: its colour (green, amber, red, grey), a sign, and what it means."""

    colour: str
    sign: str
    words: str
    number: int = 0


def light(judged: Judged) -> Light:
    """The badge of a light."""
    return Light(judged.light, SIGNS[judged.state], str(WORDS[judged.state]))


def waiting() -> Light:
    """The badge of a part of a year that is not over."""
    return Light(GREY, "…", _("not over"))


def counted(counts: Mapping[str, int]) -> list[Light]:
    """A badge for each state that targets are in, with their number, in the order of boards."""
    return [
        Light(USUAL[state], SIGNS[state], str(WORDS[state]), counts[state]) for state in STATES if counts.get(state)
    ]


def sentence(counts: Mapping[str, int]) -> str:
    """`21 of 30 targets met`: those that are met for sure."""
    every = sum(counts.values())
    text = ngettext("%(met)s of %(every)s target met", "%(met)s of %(every)s targets met", every)
    return text % {"met": counts.get(MET, 0), "every": every}
