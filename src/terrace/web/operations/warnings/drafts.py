"""A rule between its form and its value: what was typed, what is wrong with it, and its sentence."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone, translation

from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import rules
from terrace.insight.monitoring.changing import Draft
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.rules import BOTH, Params, RuleSpec
from terrace.web.operations import shown
from terrace.web.operations.warnings import patterns
from terrace.web.operations.warnings.patterns import PATTERNS, SHARES, WAYS
from terrace.web.ui import numbers

#: Before the code of a sector in the select of indicators.
SECTOR = "sector:"
LONGEST = 46
LANGUAGES = ("vi", "en")


def first(reader: Reader, kind: str) -> Draft:
    """What the form of a new rule holds at first."""
    kind = kind if kind in PATTERNS else RuleKind.LAST_YEAR
    typed = {name: patterns.FIRST.get(name, "") for name in PATTERNS[kind].blanks}
    level = next(iter(patterns.LEVELS))
    return read(reader, {**typed, "kind": kind, "level": level, "severity": "2", "deadline_days": "5"})


def read(reader: Reader, typed: Mapping[str, str], before: RuleSpec | None = None) -> Draft:
    """What was typed; a number that cannot be read is none, which the checks of a rule will say."""
    kind = typed.get("kind", "")
    kind = kind if kind in PATTERNS else RuleKind.LAST_YEAR
    about = typed.get("indicator", "")
    indicator, sector = ("", about.removeprefix(SECTOR)) if about.startswith(SECTOR) else (about, "")
    made = Draft(
        code=before.code if before else "",
        name_vi="",
        kind=kind,
        area=(before.area if before else None) or _area(reader, typed.get("area", "")),
        params=_params(kind, typed),
        indicator=indicator,
        sector=sector,
        level=_whole(typed.get("level", ""), 0) or 0,
        breakdown=typed.get("breakdown", ""),
        clearing=_number(typed.get("clearing", "")),
        severity=_whole(typed.get("severity", ""), -1),
        owner_role=typed.get("owner_role", ""),
        deadline_days=_whole(typed.get("deadline_days", ""), -1),
        active=False,
        revision=_whole(typed.get("revision", ""), 0),
    )
    return _named(reader, made, typed, before)


def _area(reader: Reader, code: str) -> int:
    return reader.index.resolve(code, timezone.localdate()) or home(reader)


def home(reader: Reader) -> int:
    """The place of her first grant; 0 for none."""
    today = timezone.localdate()
    return next((held.area for held in reader.actor.grants if held.stands(today)), 0)


def _params(kind: str, typed: Mapping[str, str]) -> Params:
    kept = {name: _number(typed.get(name, "")) for name in ("limit", "per_cent", "least")}
    shares = {name: _share(typed.get(name, "")) for name in SHARES}
    whole = {name: _count(typed.get(name, "")) for name in ("periods", "days")}
    wanted = {*PATTERNS[kind].blanks, "least"}
    said = {name: value for name, value in {**kept, **shares, **whole}.items() if name in wanted}
    way = typed.get("direction") or next(iter(WAYS.get(kind, {})), BOTH)
    return Params(direction=way if kind in WAYS else BOTH, **said)  # type: ignore[arg-type]  # by name


def _number(text: str) -> Decimal | None:
    return numbers.parse(text.strip(), shown.language()) if text.strip() else None


def _share(text: str) -> Decimal | None:
    """Typed in per cent."""
    found = _number(text)
    return None if found is None else found / 100


def _whole(text: str, otherwise: int) -> int:
    found = _count(text)
    return otherwise if found is None else found


def _count(text: str) -> int | None:
    clean = text.strip()
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 6 else None  # noqa: PLR2004


def _named(reader: Reader, made: Draft, typed: Mapping[str, str], before: RuleSpec | None) -> Draft:
    """With its names, its advice and its code; a name that nobody typed is the sentence itself."""
    language, names = shown.language(), dict[str, Any]()
    for each in LANGUAGES:
        said = typed.get("name", "").strip() if each == language else ""
        kept = getattr(before, f"name_{each}") if before and each != language else ""
        names[f"name_{each}"] = said or kept or sentence(reader, made, each)[:200]
        advice = typed.get("advice", "").strip() if each == language else getattr(before, f"advice_{each}", "")
        names[f"advice_{each}"] = advice
    return replace(made, code=made.code or coded(made), **names)


def coded(made: Draft) -> str:
    """A code that no rule has, of its kind, what it is about and its place."""
    about = made.indicator or made.sector or "all"
    plain = unicodedata.normalize("NFKD", f"{about}-{made.kind}").encode("ascii", "ignore").decode()
    code = f"{re.sub('[^a-z0-9]+', '-', plain.lower()).strip('-')[:LONGEST]}-{made.area}"
    codes = (code, *(f"{code}-{number}" for number in range(2, 100)))
    return next((each for each in codes if rules.current().rule(each) is None), code)


def sentence(reader: Reader, rule: RuleSpec | Draft, language: str = "") -> str:
    """The rule in one sentence."""
    with translation.override(language or shown.language()):
        return PATTERNS[rule.kind].filled(_words(reader, rule))


def _words(reader: Reader, rule: RuleSpec | Draft) -> dict[str, str]:
    language = shown.language()
    found = {name: value(rule, name) for name in patterns.FIRST}
    spec = reader.snapshot.indicators.get(rule.indicator)
    sector = reader.snapshot.sectors.get(rule.sector)
    everything = str(patterns.EVERY) if not sector else str(patterns.EVERY_OF) % {"sector": sector.name(language)}
    found["indicator"] = f"“{spec.name(language)}”" if spec else rule.indicator or everything
    found["level"] = str(patterns.LEVELS.get(str(rule.level), rule.level))
    found["direction"] = str(WAYS.get(rule.kind, {}).get(rule.params.direction, ""))
    if spec and found["limit"]:
        found["limit"] = f"{found['limit']} {reader.snapshot.unit(spec, language)}"
    return found


def value(rule: RuleSpec | Draft, name: str) -> str:
    """What stands in a blank that is typed."""
    kept = getattr(rule.params, name)
    if kept is None:
        return ""
    number = Decimal(kept) * 100 if name in SHARES else Decimal(kept)
    return numbers.form(number, decimals(number), shown.language())


def decimals(number: Decimal) -> int:
    """So many that nothing is lost."""
    try:
        exponent = number.normalize().as_tuple().exponent
    except InvalidOperation:
        return 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
