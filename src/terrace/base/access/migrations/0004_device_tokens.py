"""Tokens say which door they open: one that stands in the addresses of a phone is worthless at the API."""

from django.db import migrations, models

from terrace.base.access import protection

FORWARD = """
DROP FUNCTION access_token_use(bigint, text);
CREATE FUNCTION access_token_use(token bigint, hash text, door text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found record;
BEGIN
  SELECT kept.id, kept.person_id, kept.last_used_at INTO found
  FROM access_token kept JOIN people_person person ON person.id = kept.person_id AND person.is_active
  WHERE kept.id = access_token_use.token AND kept.hash = access_token_use.hash AND kept.use = access_token_use.door
    AND kept.revoked_at IS NULL AND kept.valid_until > now();
  IF found.last_used_at IS NULL OR found.last_used_at < now() - interval '1 minute' THEN
    UPDATE access_token SET last_used_at = now() WHERE id = found.id;
  END IF;
  RETURN found.person_id;
END $$;
"""
BACKWARD = """
DROP FUNCTION access_token_use(bigint, text, text);
CREATE FUNCTION access_token_use(token bigint, hash text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found record;
BEGIN
  SELECT kept.id, kept.person_id, kept.last_used_at INTO found
  FROM access_token kept JOIN people_person person ON person.id = kept.person_id AND person.is_active
  WHERE kept.id = access_token_use.token AND kept.hash = access_token_use.hash
    AND kept.revoked_at IS NULL AND kept.valid_until > now();
  IF found.last_used_at IS NULL OR found.last_used_at < now() - interval '1 minute' THEN
    UPDATE access_token SET last_used_at = now() WHERE id = found.id;
  END IF;
  RETURN found.person_id;
END $$;
"""

ISSUES = (
    "((SELECT access_holds('token.create')) AND person_id IN (SELECT id FROM people_person WHERE kind = 'system'))"
)
MINE = "person_id = (SELECT access_person())"
BEFORE = f"CREATE POLICY access_token_insert ON access_token FOR INSERT TO terrace_web WITH CHECK ({MINE} OR {ISSUES})"
ENROLS = f"({MINE} AND use = 'device' AND (SELECT access_holds('device.enrol')))"


class Migration(migrations.Migration):
    dependencies = [("access", "0003_row_security")]
    operations = [
        migrations.AddField(
            "token",
            "use",
            models.CharField(
                max_length=10,
                choices=[("api", "Api"), ("device", "Device")],
                default="api",
                db_default="api",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL("DROP POLICY access_token_insert ON access_token", BEFORE),
        protection.policy(
            "access_token", "INSERT", check=f"(use = 'api' AND ({MINE} OR {ISSUES})) OR {ENROLS}"
        ),
    ]
