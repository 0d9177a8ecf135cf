"""What row-level security asks. Every function is pinned to its search path and runs as the owner of the tables.

    access_person()            the person of this connection (setting `terrace.person`), NULL for nobody
    access_reach(root, day)    the places that a grant on `root` reaches on `day`; see `access.reach` for the rule
    access_held(verb)          (area, level, sector) of the person's grants that carry the verb today
    access_scope(verb)         (area, sector) that the verb covers; sector '' = all
    access_whole(verb), access_parts(verb)   the areas for all sectors; (area, sector) for one sector
    access_everywhere(verb)    true when the verb covers every place and sector
    access_holds(verb)         true when the verb covers anything
    access_reads(), access_writes()   access_scope of `figure.read`, of `submission.create`
    access_who(verb, area, sector)    people who may
    access_officials()         people who ever had a role that is known to colleagues
    access_token_use(id, hash) the person of a token that is good now; notes its use once a minute
"""

from django.db import migrations

HEADER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

FORWARD = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'terrace_web') THEN
    CREATE ROLE terrace_web NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server was first
END $$;

DO $$ BEGIN
  IF NOT pg_has_role(current_user, 'terrace_web', 'SET') THEN
    EXECUTE format('GRANT terrace_web TO %I', current_user);
  END IF;
END $$;

CREATE FUNCTION access_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT NULLIF(current_setting('terrace.person', true), '')::bigint
$$;

CREATE FUNCTION access_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
$$;

CREATE FUNCTION access_reach(root int, day date) RETURNS SETOF int
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  WITH RECURSIVE reached (id) AS (
    SELECT id FROM places_place WHERE id = root AND level > 0
    UNION
    SELECT found.id FROM reached CROSS JOIN LATERAL (
      SELECT link.descendant_id AS id FROM places_placelink link
      WHERE link.ancestor_id = reached.id AND link.depth = 1 AND lower(link.valid) <= day
        AND NOT EXISTS (
          SELECT FROM places_placelink itself
          WHERE itself.descendant_id = link.descendant_id AND itself.ancestor_id = link.descendant_id
            AND lower(itself.valid) <= day AND NOT itself.valid &< link.valid)
      UNION ALL
      SELECT change.source_id FROM places_placechange change
      WHERE change.target_id = reached.id AND change.day <= access_reach.day
        AND NOT EXISTS (
          SELECT FROM places_placelink itself
          WHERE itself.descendant_id = change.source_id AND itself.ancestor_id = change.source_id
            AND (upper_inf(itself.valid) OR upper(itself.valid) > access_reach.day))
    ) found
  )
  SELECT id FROM reached
  UNION ALL
  SELECT every.id FROM places_place country, places_place every WHERE country.id = root AND country.level = 0
$$;

CREATE FUNCTION access_held(verb text) RETURNS TABLE (area int, level smallint, sector text)
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT DISTINCT held.area_id, place.level, held.sector
  FROM access_grant held
  JOIN access_permission may ON may.role = held.role AND may.verb = access_held.verb
  JOIN places_place place ON place.id = held.area_id
  JOIN people_person person ON person.id = held.person_id AND person.is_active
  WHERE held.person_id = access_person() AND held.valid @> access_today()
    AND place.level <= may.level AND (may.level = 4 OR held.sector = '')
$$;

CREATE FUNCTION access_whole(verb text) RETURNS SETOF int
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT reached.id FROM access_held(access_whole.verb) held
  CROSS JOIN LATERAL access_reach(held.area, access_today()) reached (id) WHERE held.sector = ''
$$;

CREATE FUNCTION access_parts(verb text) RETURNS TABLE (area int, sector text)
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT reached.id, held.sector FROM access_held(access_parts.verb) held
  CROSS JOIN LATERAL access_reach(held.area, access_today()) reached (id) WHERE held.sector <> ''
$$;

CREATE FUNCTION access_scope(verb text) RETURNS TABLE (area int, sector text)
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT DISTINCT reached.id, held.sector
  FROM access_held(access_scope.verb) held CROSS JOIN LATERAL access_reach(held.area, access_today()) reached (id)
$$;

CREATE FUNCTION access_everywhere(verb text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT EXISTS (SELECT FROM access_held(access_everywhere.verb) held WHERE held.level = 0 AND held.sector = '')
$$;

CREATE FUNCTION access_holds(verb text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT EXISTS (SELECT FROM access_held(access_holds.verb))
$$;

CREATE FUNCTION access_reads() RETURNS TABLE (area int, sector text)
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$ SELECT * FROM access_scope('figure.read') $$;

CREATE FUNCTION access_writes() RETURNS TABLE (area int, sector text)
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$ SELECT * FROM access_scope('submission.create') $$;

CREATE FUNCTION access_who(verb text, area int, sector text) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT DISTINCT held.person_id
  FROM access_grant held
  JOIN access_permission may ON may.role = held.role AND may.verb = access_who.verb
  JOIN places_place place ON place.id = held.area_id
  JOIN people_person person ON person.id = held.person_id AND person.is_active
  WHERE held.valid @> access_today() AND place.level <= may.level AND (may.level = 4 OR held.sector = '')
    AND (access_who.sector IS NULL OR held.sector IN ('', access_who.sector))
    AND (access_who.area IS NULL OR (place.level = 0 AND held.sector = '') OR EXISTS (
      SELECT FROM access_reach(held.area_id, access_today()) reached (id) WHERE reached.id = access_who.area))
$$;

CREATE FUNCTION access_officials() RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE {HEADER} AS $$
  SELECT DISTINCT held.person_id FROM access_grant held
  JOIN access_permission may ON may.role = held.role AND may.verb = 'person.read'
  UNION
  SELECT id FROM people_person WHERE kind = 'system'
$$;

CREATE FUNCTION access_token_use(token bigint, hash text) RETURNS bigint
LANGUAGE plpgsql {HEADER} AS $$
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

BACKWARD = """
DROP FUNCTION access_token_use(bigint, text);
DROP FUNCTION access_officials();
DROP FUNCTION access_who(text, int, text);
DROP FUNCTION access_writes();
DROP FUNCTION access_reads();
DROP FUNCTION access_holds(text);
DROP FUNCTION access_everywhere(text);
DROP FUNCTION access_scope(text);
DROP FUNCTION access_parts(text);
DROP FUNCTION access_whole(text);
DROP FUNCTION access_held(text);
DROP FUNCTION access_reach(int, date);
DROP FUNCTION access_today();
DROP FUNCTION access_person();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("people", "0002_login"), ("places", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
