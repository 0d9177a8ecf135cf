"""Words about targets in templates."""

from decimal import Decimal

from django import template

from terrace.web.operations.targets import cards

register = template.Library()


@register.filter
def chance(value: Decimal | None) -> str:
    """A chance in whole per cent."""
    return cards.chance_text(value)
