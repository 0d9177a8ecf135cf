"""What is superseded is kept by a trigger, and nobody sees or writes outside her scope."""

from django.db import migrations

from terrace.base.access import protection
from terrace.facts.catalogue.guarding import released, sector

COLUMNS = """submission_id, recorded_at, indicator_id, period, breakdown_id, area_id,
    revision, source_id, reason, status, value"""

FORWARD = f"""
CREATE FUNCTION collection_keep() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO collection_observationrevision ({COLUMNS}, superseded_at)
    SELECT {COLUMNS}, statement_timestamp() FROM before;
    RETURN NULL;
END $$;
CREATE TRIGGER collection_observation_updated AFTER UPDATE ON collection_observation
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION collection_keep();
CREATE TRIGGER collection_observation_deleted AFTER DELETE ON collection_observation
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION collection_keep();

CREATE FUNCTION collection_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'revisions are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER collection_revision_append_only BEFORE UPDATE OR DELETE ON collection_observationrevision
    FOR EACH ROW EXECUTE FUNCTION collection_refuse();

ALTER TABLE collection_observation SET (fillfactor = 85);
"""
BACKWARD = """
DROP TRIGGER collection_revision_append_only ON collection_observationrevision;
DROP FUNCTION collection_refuse();
DROP TRIGGER collection_observation_deleted ON collection_observation;
DROP TRIGGER collection_observation_updated ON collection_observation;
DROP FUNCTION collection_keep();
"""


def pairs(verb: str) -> str:
    """Every `area:sector` that the verb covers."""
    return (
        f"ARRAY(SELECT g.area || ':' || s.code FROM access_scope('{verb}') g"
        f" JOIN catalogue_sector s ON g.sector IN ('', s.code))"
    )


def submission(verb: str) -> str:
    return (
        f"person_id = (SELECT access_person()) OR (SELECT access_everywhere('{verb}'))"
        f" OR about <@ (SELECT {pairs(verb)})"
    )


NOW, BEFORE, HANDED = "collection_observation", "collection_observationrevision", "collection_submission"
WRITES = protection.writable(sector=sector(NOW))
TAKES_BACK = protection.covered("submission.withdraw", sector=sector(NOW))


class Migration(migrations.Migration):
    dependencies = [("collection", "0001_initial"), ("access", "0003_row_security"), ("catalogue", "0001_initial")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        protection.enabled(NOW),
        protection.enabled(BEFORE),
        protection.enabled(HANDED),
        protection.policy(NOW, "SELECT", using=f"{protection.readable(sector=sector(NOW))} OR {released(NOW)}"),
        protection.policy(NOW, "INSERT", check=f"{WRITES} OR {TAKES_BACK}"),
        protection.policy(NOW, "UPDATE", using=WRITES, check=WRITES),
        protection.policy(NOW, "DELETE", using=f"{WRITES} OR {TAKES_BACK}"),
        protection.policy(BEFORE, "SELECT", using=protection.readable(sector=sector(BEFORE))),
        protection.policy(HANDED, "SELECT", using=submission("submission.read")),
        protection.policy(HANDED, "INSERT", check="person_id = (SELECT access_person())"),
        protection.policy(HANDED, "UPDATE", using=submission("submission.withdraw")),
    ]
