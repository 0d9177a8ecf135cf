"""What templates of reports need: names of states and verbs, titles in the language of the page."""

from typing import Any, Final

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from terrace.insight.reports.queries import Head
from terrace.web.reports.views import language

register = template.Library()
STATES: Final[dict[str, Promise | str]] = {
    "asked": _("being made"),
    "failed": _("could not be made"),
    "draft": _("draft report"),
    "commented": _("commented"),
    "approved": _("approved"),
    "issued": _("issued"),
    "withdrawn": _("withdrawn"),
}
VERBS: Final[dict[str, Promise | str]] = {
    "report.make": _("made"),
    "report.comment": _("commented"),
    "report.approve": _("approved"),
    "report.issue": _("issued"),
    "report.withdraw": _("withdrawn"),
}
CHANGES: Final[dict[str, Promise | str]] = {
    "changed": _("changed"),
    "new": _("new"),
    "gone": _("gone"),
}


@register.filter
def state_name(code: str) -> str:
    """What a state is called."""
    return str(STATES.get(code, code))


@register.filter
def verb_name(code: str) -> str:
    """What a step is called."""
    return str(VERBS.get(code, code))


@register.filter
def change_name(code: str) -> str:
    """What a difference is called."""
    return str(CHANGES.get(code, code))


@register.filter
def drawing(svg: str) -> SafeString:
    """A drawing of `insight.reports.picturing`, whose words are escaped there."""
    return SafeString(svg)


@register.simple_tag
def title_of(head: Head) -> Any:
    """The title in the language of the page."""
    return head.title(language())
