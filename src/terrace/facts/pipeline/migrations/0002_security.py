"""Figures are seen by those whose scope covers them, and by all once they are released."""

from django.db import migrations

from terrace.base.access import protection

TABLE = "pipeline_figure"
SECTOR = f"(SELECT i.sector_id FROM catalogue_indicator i WHERE i.id = {TABLE}.indicator_id)"
RELEASED = (
    f"EXISTS (SELECT FROM catalogue_release r JOIN places_place p ON p.id = {TABLE}.area_id"
    f" WHERE r.indicator_id = {TABLE}.indicator_id AND r.period = {TABLE}.period"
    f" AND r.level >= p.level AND r.released_at <= now())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0001_initial"),
        ("access", "0003_row_security"),
        ("catalogue", "0001_initial"),
        ("collection", "0001_initial"),
    ]
    operations = [
        protection.enabled(TABLE),
        protection.policy(TABLE, "SELECT", using=f"{protection.readable(sector=SECTOR)} OR {RELEASED}"),
        migrations.RunSQL(f"ALTER TABLE {TABLE} SET (fillfactor = 70)", migrations.RunSQL.noop),
    ]
