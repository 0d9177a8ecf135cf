"""The one way for a web process to a password's hash: by one user name at a time."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION people_login(username text) RETURNS TABLE (person bigint, hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.id, w.hash FROM people_person p JOIN people_password w ON w.person_id = p.id
  WHERE p.username = people_login.username AND p.is_active
$$;
"""
BACKWARD = "DROP FUNCTION people_login(text);"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
