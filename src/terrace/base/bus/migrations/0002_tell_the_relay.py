"""A commit that wrote into the outbox wakes the relay."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION bus_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('terrace_outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER bus_outbox_tell AFTER INSERT ON bus_outbox FOR EACH STATEMENT EXECUTE FUNCTION bus_tell();
ALTER TABLE bus_outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
"""
BACKWARD = """
DROP TRIGGER bus_outbox_tell ON bus_outbox;
DROP FUNCTION bus_tell();
"""


class Migration(migrations.Migration):
    dependencies = [("bus", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
