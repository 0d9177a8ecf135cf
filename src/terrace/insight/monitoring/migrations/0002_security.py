"""Warnings are seen by whoever may in their place and sector, those on health by administrators; steps are kept."""

from django.db import migrations

from terrace.base.access import protection

WARNING, GROUP, STEP = "monitoring_warning", "monitoring_group", "monitoring_step"
RULE, SILENCE = "monitoring_rule", "monitoring_silence"
APPEND_ONLY = f"""
CREATE FUNCTION monitoring_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'steps of warnings are kept as they were' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER monitoring_append_only BEFORE UPDATE OR DELETE ON {STEP}
    FOR EACH ROW EXECUTE FUNCTION monitoring_append_only();
"""


def _covered(verb: str, table: str, area: str = "area_id") -> str:
    return protection.covered(verb, f"{table}.{area}", f"{table}.sector")


def _seen(table: str, area: str = "area_id") -> str:
    health = protection.covered("health.read", f"{table}.{area}")
    return f"CASE WHEN {table}.kind = 'health' THEN {health} ELSE {_covered('warning.read', table, area)} END"


def _handled(table: str, area: str = "area_id") -> str:
    health = protection.covered("health.read", f"{table}.{area}")
    return f"CASE WHEN {table}.kind = 'health' THEN {health} ELSE {_covered('warning.handle', table, area)} END"


#: Row-level security of warnings itself holds the inner select.
OF_SEEN = f"EXISTS (SELECT FROM {WARNING} w WHERE w.id = {STEP}.warning_id)"
IN_GROUP = f"EXISTS (SELECT FROM {WARNING} w WHERE w.group_id = {GROUP}.id)"
CHANGES, SILENCES = _covered("rule.change", RULE), _covered("warning.handle", SILENCE)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial"), ("access", "0003_row_security")]
    operations = [
        protection.enabled(WARNING),
        protection.policy(WARNING, "SELECT", using=_seen(WARNING)),
        protection.policy(WARNING, "UPDATE", using=_handled(WARNING), check=_handled(WARNING)),
        protection.enabled(GROUP),
        protection.policy(GROUP, "SELECT", using=f"{_seen(GROUP, 'root_id')} OR {IN_GROUP}"),
        protection.policy(GROUP, "UPDATE", using=f"{_handled(GROUP, 'root_id')} OR {IN_GROUP}"),
        protection.enabled(STEP),
        protection.policy(STEP, "SELECT", using=OF_SEEN),
        protection.policy(STEP, "INSERT", check=OF_SEEN),
        migrations.RunSQL(
            APPEND_ONLY, f"DROP TRIGGER monitoring_append_only ON {STEP}; DROP FUNCTION monitoring_append_only()"
        ),
        protection.enabled(RULE),
        protection.policy(RULE, "SELECT", using="true"),
        protection.policy(RULE, "INSERT", check=CHANGES),
        protection.policy(RULE, "UPDATE", using=CHANGES, check=CHANGES),
        protection.enabled(SILENCE),
        protection.policy(SILENCE, "SELECT", using=_covered("warning.read", SILENCE)),
        protection.policy(SILENCE, "INSERT", check=SILENCES),
        protection.policy(SILENCE, "UPDATE", using=SILENCES, check=SILENCES),
    ]
