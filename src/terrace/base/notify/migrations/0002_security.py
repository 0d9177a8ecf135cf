"""Notices, devices and preferences are hers; webhooks are of those who keep them; two functions reach further.

    notify_forget(prefix, people)    what has not gone out of notices whose key begins so (NULL: to anybody) stays in
    notify_nearest(verb, area, sector, roles, finest)   the people who may, with the grant that is nearest to the place
    notify_take_device(mark)         a browser that another person takes over is no longer hers
"""

from django.db import migrations

from terrace.base.access import protection

HEADER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
MINE = "person_id = (SELECT access_person())"
HOOKS = "(SELECT access_holds('webhook.change'))"
KEEPS = "(SELECT access_holds('person.change'))"
HOOKED = f"(channel = 'webhook' AND {HOOKS})"

FORWARD = f"""
CREATE FUNCTION notify_forget(prefix text, people bigint[]) RETURNS bigint
LANGUAGE sql {HEADER} AS $$
  WITH gone AS (
    UPDATE notify_notice SET gone_at = clock_timestamp()
    WHERE key LIKE replace(replace(replace(prefix, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
      AND (people IS NULL OR person_id = ANY (people)) AND gone_at IS NULL
    RETURNING id),
  stopped AS (
    UPDATE notify_delivery SET state = 'forgotten', moved_at = clock_timestamp()
    WHERE notice_id IN (SELECT id FROM gone) AND state = 'waiting' RETURNING id)
  SELECT count(*) FROM stopped
$$;

CREATE FUNCTION notify_nearest(verb text, area int, sector text, roles text[], finest int) RETURNS SETOF bigint
LANGUAGE sql STABLE {HEADER} AS $$
  WITH above AS (
    SELECT link.ancestor_id AS id FROM places_placelink link
    WHERE link.descendant_id = notify_nearest.area AND (link.valid @> access_today() OR NOT EXISTS (
      SELECT FROM places_placelink itself
      WHERE itself.descendant_id = notify_nearest.area AND itself.valid @> access_today()))),
  holding AS (
    SELECT held.person_id, place.level FROM access_grant held
    JOIN access_permission may ON may.role = held.role AND may.verb = notify_nearest.verb
    JOIN places_place place ON place.id = held.area_id
    JOIN people_person person ON person.id = held.person_id AND person.is_active AND person.kind = 'person'
    WHERE held.valid @> access_today() AND place.level <= least(may.level, coalesce(finest, 4))
      AND (may.level = 4 OR held.sector = '')
      AND (notify_nearest.sector IS NULL OR held.sector IN ('', notify_nearest.sector))
      AND (notify_nearest.roles IS NULL OR held.role = ANY (notify_nearest.roles))
      AND (place.level = 0 OR held.area_id IN (SELECT id FROM above)))
  SELECT DISTINCT person_id FROM holding WHERE level = (SELECT max(level) FROM holding) ORDER BY person_id
$$;

CREATE FUNCTION notify_take_device(mark bytea) RETURNS void
LANGUAGE sql {HEADER} AS $$
  DELETE FROM notify_device
  WHERE notify_device.mark = notify_take_device.mark AND person_id IS DISTINCT FROM access_person()
$$;
"""

BACKWARD = """
DROP FUNCTION notify_take_device(bytea);
DROP FUNCTION notify_nearest(text, int, text, text[], int);
DROP FUNCTION notify_forget(text, bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial"), ("access", "0003_row_security")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        protection.enabled("notify_notice"),
        protection.policy("notify_notice", "SELECT", using=f"{MINE} OR (webhook_id IS NOT NULL AND {HOOKS})"),
        protection.policy("notify_notice", "INSERT", check="webhook_id IS NULL"),
        protection.policy("notify_notice", "UPDATE", using=MINE, check=MINE),
        protection.enabled("notify_delivery"),
        protection.policy("notify_delivery", "SELECT", using=f"{MINE} OR {HOOKED}"),
        protection.policy("notify_delivery", "UPDATE", using=HOOKED, check=HOOKED),
        protection.enabled("notify_preference"),
        protection.policy("notify_preference", "SELECT", using=MINE),
        protection.policy("notify_preference", "INSERT", check=MINE),
        protection.policy("notify_preference", "UPDATE", using=MINE, check=MINE),
        protection.enabled("notify_device"),
        protection.policy("notify_device", "SELECT", using=MINE),
        protection.policy("notify_device", "INSERT", check=MINE),
        protection.policy("notify_device", "UPDATE", using=MINE, check=MINE),
        protection.policy("notify_device", "DELETE", using=MINE),
        protection.enabled("notify_webhook"),
        protection.policy("notify_webhook", "SELECT", using=HOOKS),
        protection.policy("notify_webhook", "INSERT", check=HOOKS),
        protection.policy("notify_webhook", "UPDATE", using=HOOKS, check=HOOKS),
        protection.enabled("notify_bounce"),
        protection.policy("notify_bounce", "SELECT", using=f"{MINE} OR {KEEPS}"),
        protection.policy("notify_bounce", "UPDATE", using=f"{MINE} OR {KEEPS}", check=f"{MINE} OR {KEEPS}"),
    ]
