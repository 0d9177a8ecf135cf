"""Figures are seen by those whose scope covers them, and by all once they are released."""

from django.db import migrations

from terrace.base.access import protection
from terrace.facts.catalogue.guarding import released, sector

TABLE = "pipeline_figure"


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0001_initial"),
        ("access", "0003_row_security"),
        ("catalogue", "0001_initial"),
        ("collection", "0001_initial"),
    ]
    operations = [
        protection.enabled(TABLE),
        protection.policy(TABLE, "SELECT", using=f"{protection.readable(sector=sector(TABLE))} OR {released(TABLE)}"),
        migrations.RunSQL(f"ALTER TABLE {TABLE} SET (fillfactor = 70)", migrations.RunSQL.noop),
    ]
