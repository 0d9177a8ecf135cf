"""What Django cannot say: the index for search, and the revision that moves by itself with every change."""

from django.db import migrations

WATCHED = ("place", "placeversion", "placechange", "placename", "boundary")

# The number comes from a sequence: it never goes back, not even when a transaction is rolled back, so that
# no process can take an old snapshot for the newest.
MOVE = """
CREATE SEQUENCE places_revision_moves;
CREATE FUNCTION places_move_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO places_revision (id, number, loaded) VALUES (1, nextval('places_revision_moves'), '')
  ON CONFLICT (id) DO UPDATE SET number = nextval('places_revision_moves');
  RETURN NULL;
END $$;
"""
UNMOVE = "DROP FUNCTION places_move_revision(); DROP SEQUENCE places_revision_moves;"


def watch(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER places_moved AFTER INSERT OR UPDATE OR DELETE ON places_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION places_move_revision()",
        f"DROP TRIGGER places_moved ON places_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX places_name_search ON places_placename USING gin (folded gin_trgm_ops)",
            "DROP INDEX places_name_search",
        ),
        migrations.RunSQL(MOVE, UNMOVE),
        *[watch(table) for table in WATCHED],
    ]
