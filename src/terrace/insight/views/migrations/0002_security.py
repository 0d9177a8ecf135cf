"""Views and boards are their owner's, and read by those with whom she shares them; with a view go its tiles."""

from django.db import migrations

from terrace.base.access import protection

VIEW, BOARD, TILE = "views_savedview", "views_board", "views_tile"
MINE = "owner_id = (SELECT access_person())"
COVERED = (
    f"((sector = '' AND {protection.covered('figure.read')})"
    f" OR {protection.covered('figure.read', 'area_id', 'sector')})"
)
SHARED = (
    "(shared = 'officials' AND (SELECT access_holds('figure.read')))"
    f" OR (shared = 'office' AND {COVERED})"
)
#: Row-level security of boards itself holds the inner select.
SEEN = f"EXISTS (SELECT FROM {BOARD} b WHERE b.id = board_id)"
HERS = f"board_id IN (SELECT b.id FROM {BOARD} b WHERE b.{MINE})"
#: PostgreSQL takes tiles away also from boards that the owner of the view cannot see.
OF_VIEW = f"""
ALTER TABLE {TILE} ADD CONSTRAINT views_tile_of_view FOREIGN KEY (view_id) REFERENCES {VIEW} (id)
    ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
"""


def _kept(table: str) -> list[migrations.RunSQL]:
    return [
        protection.enabled(table),
        protection.policy(table, "SELECT", using=f"{MINE} OR {SHARED}"),
        protection.policy(table, "INSERT", check=MINE),
        protection.policy(table, "UPDATE", using=MINE, check=MINE),
        protection.policy(table, "DELETE", using=MINE),
    ]


class Migration(migrations.Migration):
    dependencies = [("views", "0001_initial"), ("access", "0003_row_security")]
    operations = [
        migrations.RunSQL(OF_VIEW, f"ALTER TABLE {TILE} DROP CONSTRAINT views_tile_of_view"),
        *_kept(VIEW),
        *_kept(BOARD),
        protection.enabled(TILE),
        protection.policy(TILE, "SELECT", using=SEEN),
        protection.policy(TILE, "INSERT", check=HERS),
        protection.policy(TILE, "UPDATE", using=HERS, check=HERS),
        protection.policy(TILE, "DELETE", using=HERS),
    ]
