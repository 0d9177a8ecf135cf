"""A forecast is seen by whose scope covers its cell, and by all once the figure that it starts from is released."""

from django.db import migrations

from terrace.base.access import protection
from terrace.facts.catalogue.guarding import sector


def seen(table: str) -> str:
    """By grant, or released: the figure of the origin, for the place's level."""
    released = (
        f"EXISTS (SELECT FROM catalogue_release r JOIN places_place p ON p.id = {table}.area_id"
        f" WHERE r.indicator_id = {table}.indicator_id AND r.period = {table}.origin"
        f" AND r.level >= p.level AND r.released_at <= now())"
    )
    return f"{protection.readable(sector=sector(table))} OR {released}"


class Migration(migrations.Migration):
    dependencies = [
        ("forecasting", "0001_initial"),
        ("access", "0003_row_security"),
        ("catalogue", "0001_initial"),
    ]
    operations = [
        protection.enabled("forecasting_forecast"),
        protection.enabled("forecasting_backtest"),
        protection.policy("forecasting_forecast", "SELECT", using=seen("forecasting_forecast")),
        protection.policy("forecasting_backtest", "SELECT", using=seen("forecasting_backtest")),
    ]
