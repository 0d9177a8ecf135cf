"""The pages of rules: the list as sentences, and the form that is a sentence with blanks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrace.base.access import policy
from terrace.base.access.roles import ROLES
from terrace.facts.pipeline.queries import Reader
from terrace.insight.monitoring import problems, queries, rules
from terrace.insight.monitoring.changing import CHANGE, Draft
from terrace.insight.monitoring.models import RuleKind
from terrace.insight.monitoring.rules import RuleSpec
from terrace.web.api.warning_rules import concerns
from terrace.web.operations import shown
from terrace.web.operations.warnings import drafts, patterns, words
from terrace.web.operations.warnings.inbox import tabs
from terrace.web.operations.warnings.patterns import PATTERNS, WAYS
from terrace.web.operations.warnings.words import Severe
from terrace.web.ui import numbers
from terrace.web.ui.components import Choice

HANDLE = "warning.handle"
#: Kinds that must name one indicator.
ONE = frozenset({RuleKind.LIMIT, RuleKind.CROSSING})


@dataclass(frozen=True, slots=True)
class RuleRow(Severe):
    """A rule of the list; `open` is how many warnings of it are not done."""

    code: str
    name: str
    sentence: str
    place: str
    severity: int
    active: bool
    pack: str
    open: int
    href: str
    warnings: str
    named: bool


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank of a sentence: chosen from groups of choices, or typed."""

    name: str
    label: str
    value: str
    groups: tuple[tuple[str, tuple[Choice, ...]], ...] = ()


def page(reader: Reader) -> dict[str, Any]:
    """The context of `operations/warnings/rules.html`."""
    book = rules.current()
    standing = _standing(reader)
    rows = [_row(reader, rule, standing.get(rule.code, 0)) for rule in book.every() if concerns(reader.actor, rule)]
    return {
        "tabs": tabs("rules"),
        "on": [row for row in rows if row.active],
        "off": [row for row in rows if not row.active],
        "may": bool(policy.may(reader.actor, CHANGE)),
        "kinds": kinds(""),
    }


def _standing(reader: Reader) -> dict[str, int]:
    """How many of her warnings each rule has raised that are not done."""
    found = queries.rows(reader.actor, queries.Filters()).order_by()
    return dict(found.values_list("rule").annotate(Count("id")))


def _row(reader: Reader, rule: RuleSpec, open_: int) -> RuleRow:
    return RuleRow(
        code=rule.code,
        name=rule.name(shown.language()),
        sentence=drafts.sentence(reader, rule),
        place=place(reader, rule.area) if rule.area else "",
        severity=rule.severity,
        active=rule.active,
        pack=rule.pack or "",
        open=open_,
        href=reverse("operations:warning-rule", args=[rule.code]),
        warnings=f"{reverse('operations:warnings')}?{urlencode({'rule': rule.code})}",
        named=rule.name(shown.language()) != drafts.sentence(reader, rule),
    )


def place(reader: Reader, area: int) -> str:
    history = reader.index.history(area)
    version = reader.index.version(area, timezone.localdate()) or (history[-1] if history else None)
    return shown.name(version) if version else ""


def kinds(chosen: str) -> list[Choice]:
    """The kinds of rules, each a link to its empty form."""
    path = reverse("operations:warning-rule-new")
    return [
        Choice(str(each.hint), str(each.name), each.kind == chosen, f"{path}?kind={each.kind}")
        for each in PATTERNS.values()
    ]


def found(reader: Reader, code: str) -> RuleSpec:
    """A rule that she may see; raises `rule.unknown`."""
    rule = rules.current().rule(code)
    if rule is None or not concerns(reader.actor, rule):
        raise problems.RULE_UNKNOWN.problem(code=code[:60])
    return rule


# the form


def form(reader: Reader, draft: Draft, kept: RuleSpec | None, typed: Mapping[str, str]) -> dict[str, Any]:
    """The context of `operations/warnings/rule.html`; `kept` is the rule as it stands, None for a new one."""
    parts = [_part(reader, draft, text, blank, typed) for text, blank in PATTERNS[draft.kind].parts()]
    language = shown.language()
    area = reader.index.version(draft.area or 0, timezone.localdate()) if draft.area else None
    return {
        "tabs": tabs("rules"),
        "draft": draft,
        "kept": kept,
        "parts": parts,
        "sentence": drafts.sentence(reader, draft),
        "kinds": [] if kept else kinds(draft.kind),
        "name": typed.get("name", kept.name(language) if kept else ""),
        "advice": typed.get("advice", kept.advice(language) if kept else ""),
        "severities": [
            Choice(str(number), f"{words.SIGNS[number]} {name}", number == draft.severity)
            for number, name in words.SEVERITIES.items()
        ],
        "roles": _roles(draft.owner_role),
        "places": [] if kept and kept.area else _places(reader, area.code if area else ""),
        "numbers": {name: typed.get(name, _plain(draft, name)) for name in ("least", "clearing")},
        "may": may(reader, draft),
        "crumbs": _crumbs(kept),
    }


def _plain(draft: Draft, name: str) -> str:
    if name == "clearing":
        return "" if draft.clearing is None else numbers.form(draft.clearing, drafts.decimals(draft.clearing))
    return drafts.value(draft, name)


def _crumbs(kept: RuleSpec | None) -> list[Choice]:
    last = kept.name(shown.language()) if kept else _("A new rule")
    return [Choice("", _("Rules of warning"), href=reverse("operations:warning-rules")), Choice("", last, chosen=True)]


def may(reader: Reader, draft: Draft) -> bool:
    """She changes rules for the place and the sector."""
    spec = reader.snapshot.indicators.get(draft.indicator)
    sector = spec.sector if spec else draft.sector or None
    area = draft.area or drafts.home(reader)
    return bool(area and policy.may(reader.actor, CHANGE, area=area, sector=sector))


def _part(reader: Reader, draft: Draft, text: str, blank: str, typed: Mapping[str, str]) -> str | Blank:
    if not blank:
        return text
    label = str(patterns.LABELS[blank])
    if blank == "indicator":
        return Blank(blank, label, "", tuple(_indicators(reader, draft)))
    if blank == "level":
        return Blank(blank, label, "", (("", _chosen(patterns.LEVELS, str(draft.level))),))
    if blank == "direction":
        return Blank(blank, label, "", (("", _chosen(WAYS[draft.kind], draft.params.direction)),))
    return Blank(blank, label, typed.get(blank, drafts.value(draft, blank)))


def _chosen(names: Mapping[str, Any], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, str(name), code == chosen) for code, name in names.items())


def _indicators(reader: Reader, draft: Draft) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    """Those whose rules she may set, by sector; all of a sector, and all, where the kind takes them."""
    language, scope = shown.language(), policy.which(reader.actor, CHANGE)
    area = draft.area or drafts.home(reader)
    specs = [spec for spec in reader.snapshot.indicators.values() if not spec.retired]
    if draft.kind not in ONE:
        yield "", (Choice("", str(patterns.EVERY), not draft.indicator and not draft.sector),)
    for sector in reader.snapshot.sectors.values():
        own = [spec for spec in specs if spec.sector == sector.code and scope.holds(area, sector.code)]
        if own:
            yield sector.name(language), tuple(_of_sector(draft, sector, own))


def _of_sector(draft: Draft, sector: Any, specs: Sequence[Any]) -> Iterator[Choice]:
    language = shown.language()
    if draft.kind not in ONE:
        every = str(patterns.EVERY_OF) % {"sector": sector.name(language)}
        yield Choice(f"{drafts.SECTOR}{sector.code}", every, not draft.indicator and draft.sector == sector.code)
    for spec in sorted(specs, key=lambda spec: spec.position):
        yield Choice(spec.code, spec.name(language), spec.code == draft.indicator)


def _roles(chosen: str) -> list[Choice]:
    named = [role for role in ROLES.values() if HANDLE in role.verbs]
    language = shown.language()
    names = {role.code: role.name.en if language == "en" else role.name.vi for role in named}
    return [
        Choice("", _("whoever may"), not chosen),
        *(Choice(code, name, code == chosen) for code, name in names.items()),
    ]


def _places(reader: Reader, chosen: str) -> list[Choice]:
    """The places for which she may change rules: those of her grants, and right below."""
    today, scope = timezone.localdate(), policy.which(reader.actor, CHANGE)
    held = [each.area for each in reader.actor.grants if each.stands(today)]
    areas = dict.fromkeys(area for root in held for area in (root, *reader.index.children(root, today)))
    versions = (reader.index.version(area, today) for area in areas if scope.holds(area))
    return [Choice(each.code, shown.name(each), each.code == chosen) for each in versions if each]
