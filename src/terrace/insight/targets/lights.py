"""Red, amber, green: how a target stands, by a rule that an official can read and change (`target_rules.csv`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from terrace.facts.catalogue.snapshot import IndicatorSpec
from terrace.insight.targets.models import Light

GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"
MET, ON_TRACK, AT_RISK, OFF_TRACK, MISSED, UNKNOWN = "met", "on_track", "at_risk", "off_track", "missed", "unknown"
#: The order in which boards tell them.
STATES: Final = (MET, ON_TRACK, AT_RISK, OFF_TRACK, MISSED, UNKNOWN)
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a target is green or amber; else it is red.

    A year under way goes by the chance that it is met; where the past is too short for one, by how much of what
    should be there by now is there. A year that is over was met or not; one that missed by little is amber.
    """

    code: str = "default"
    green_chance: Decimal = Decimal("0.8")
    amber_chance: Decimal = Decimal("0.5")
    green_path: Decimal = Decimal(1)
    amber_path: Decimal = Decimal("0.9")
    amber_missed: Decimal = Decimal("0.02")

    def words(self, language: str = "vi") -> str:
        """The rule in one sentence.

        >>> Rule().words("en")[:61]
        'Green: the chance is at least 80\\xa0%; amber: at least 50\\xa0%; red'
        """
        said = {name: _per_cent(getattr(self, name), language) for name in _NUMBERS}
        return _WORDS["en" if language == "en" else "vi"].format(**said)


@dataclass(frozen=True, slots=True)
class Judged:
    """A light with what it means; `by`: chance, path or result, or '' when too little is known."""

    light: str
    state: str
    by: str = ""


def judge(
    rule: Rule, *, over: bool, met: bool | None, chance: Decimal | None, path: Decimal | None, missed: Decimal | None
) -> Judged:
    """The light of a target.

    `met`: reached already and not to be lost, or at the end of the year; `path`: what is there as a share of what
    should be (turned round for a ceiling, so that more is better); `missed`: by what share a year that is over missed.

    >>> judge(Rule(), over=False, met=None, chance=Decimal("0.6"), path=None, missed=None)
    Judged(light='amber', state='at_risk', by='chance')
    """
    if met:
        return Judged(GREEN, MET, "result")
    if over and met is not None:
        near = missed is not None and missed <= rule.amber_missed
        return Judged(AMBER if near else RED, MISSED, "result")
    if chance is not None:
        return _graded(chance, rule.green_chance, rule.amber_chance, "chance")
    if path is not None:
        return _graded(path, rule.green_path, rule.amber_path, "path")
    return Judged(GREY, UNKNOWN)


def _graded(value: Decimal, green: Decimal, amber: Decimal, by: str) -> Judged:
    if value >= green:
        return Judged(GREEN, ON_TRACK, by)
    return Judged(AMBER, AT_RISK, by) if value >= amber else Judged(RED, OFF_TRACK, by)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold, by what they are for."""

    by_indicator: Mapping[str, Rule]
    by_sector: Mapping[str, Rule]
    usual: Rule

    def of(self, spec: IndicatorSpec) -> Rule:
        """The rule of an indicator: its own, else its sector's, else the one for all."""
        return self.by_indicator.get(spec.code) or self.by_sector.get(spec.sector) or self.usual


def current() -> Rules:
    """The rules of the packs; the usual one where they have none."""
    return made(Light.objects.filter(retired=False).order_by("code"))


def made(rows: Iterable[Light]) -> Rules:
    by_indicator: dict[str, Rule] = {}
    by_sector: dict[str, Rule] = {}
    usual = Rule()
    for row in rows:
        rule = Rule(row.code, **{name: getattr(row, name) for name in _NUMBERS})
        if row.indicator:
            by_indicator[row.indicator] = rule
        elif row.sector:
            by_sector[row.sector] = rule
        else:
            usual = rule
    return Rules(by_indicator, by_sector, usual)


def _per_cent(share: Decimal, language: str) -> str:
    """A share as it is read: `80 %`, `2,5 %`."""
    text = f"{(share * HUNDRED).normalize():f}"
    return f"{text if language == 'en' else text.replace('.', ',')}\u00a0%"


_NUMBERS: Final = ("green_chance", "amber_chance", "green_path", "amber_path", "amber_missed")
_WORDS: Final = {
    "vi": (
        "Xanh: khả năng đạt từ {green_chance}; vàng: từ {amber_chance}; đỏ: thấp hơn. Chưa tính được khả năng thì so"
        " với mức cần có đến kỳ này: xanh từ {green_path}, vàng từ {amber_path}. Hết năm: đạt là xanh, hụt không quá"
        " {amber_missed} là vàng, còn lại là đỏ."
    ),
    "en": (
        "Green: the chance is at least {green_chance}; amber: at least {amber_chance}; red: less. Where no chance can"
        " be told, by what should be there by now: green from {green_path}, amber from {amber_path}. Once the year is"
        " over: met is green, missed by no more than {amber_missed} is amber, else red."
    ),
}
