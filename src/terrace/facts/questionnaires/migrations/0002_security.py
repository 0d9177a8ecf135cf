"""Who sees which answer; versions never change; sums over answers that the asker need not see one by one."""

from django.db import migrations

from terrace.base.access import protection

FORWARD = """
CREATE FUNCTION questionnaires_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER questionnaires_version_append_only BEFORE UPDATE OR DELETE ON questionnaires_version
    FOR EACH ROW EXECUTE FUNCTION questionnaires_append_only();
CREATE TRIGGER questionnaires_medium_append_only BEFORE UPDATE OR DELETE ON questionnaires_medium
    FOR EACH ROW EXECUTE FUNCTION questionnaires_append_only();

-- What all answers that stand say of these cells together. It must not depend on which answers the asker may see, so
-- row-level security does not cut it; the web role gets the places that the person reports for only.
CREATE FUNCTION questionnaires_totals(
    form bigint, indicators int[], periods int[], breakdowns int[], areas int[])
RETURNS TABLE (indicator int, period int, breakdown int, area int, value numeric, answers bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.indicator_id, p.period, p.breakdown_id, p.area_id,
        CASE WHEN bool_or(p.gather = 'value') THEN (array_agg(p.value ORDER BY p.answer_id DESC))[1]
        ELSE sum(p.value) END, count(*)
    FROM unnest(indicators, periods, breakdowns, areas) AS c (indicator, period, breakdown, area)
    JOIN questionnaires_part p ON p.indicator_id = c.indicator AND p.period = c.period
        AND p.breakdown_id = c.breakdown AND p.area_id = c.area
    JOIN questionnaires_answer a ON a.id = p.answer_id AND a.questionnaire_id = form AND a.state = 'counted'
    WHERE coalesce(current_setting('role', true), 'none') <> 'terrace_web'
        OR c.area IN (SELECT s.area FROM access_scope('submission.create') s)
    GROUP BY p.indicator_id, p.period, p.breakdown_id, p.area_id
$$;
"""
BACKWARD = """
DROP FUNCTION questionnaires_totals(bigint, int[], int[], int[], int[]);
DROP TRIGGER questionnaires_medium_append_only ON questionnaires_medium;
DROP TRIGGER questionnaires_version_append_only ON questionnaires_version;
DROP FUNCTION questionnaires_append_only();
"""

FORM, VERSION, MEDIUM = "questionnaires_questionnaire", "questionnaires_version", "questionnaires_medium"
ANSWER, CONTENT, FILE = "questionnaires_answer", "questionnaires_content", "questionnaires_attachment"
PART = "questionnaires_part"
ME = "(SELECT access_person())"
OFFICIAL = " OR ".join(
    f"(SELECT access_holds('{verb}'))" for verb in ("submission.create", "submission.read", "questionnaire.change")
)
MANAGES = protection.covered("questionnaire.change", "area_id", "sector")
MANAGES_FORM = protection.covered("questionnaire.change", "q.area_id", "q.sector")
MANAGED = f"EXISTS (SELECT FROM {FORM} q WHERE q.id = questionnaire_id AND {MANAGES_FORM})"
MANAGED_VERSION = (
    f"EXISTS (SELECT FROM {VERSION} v JOIN {FORM} q ON q.id = v.questionnaire_id"
    f" WHERE v.id = version_id AND {MANAGES_FORM})"
)
OWNS = f"questionnaire_id IN (SELECT q.id FROM {FORM} q WHERE q.owner_id = {ME})"
READS = protection.covered("submission.read", "area_id", "sector")
SENT = f"EXISTS (SELECT FROM {ANSWER} a WHERE a.id = answer_id AND a.person_id = {ME})"
SENT_OR_OWNED = (
    f"EXISTS (SELECT FROM {ANSWER} a JOIN {FORM} q ON q.id = a.questionnaire_id"
    f" WHERE a.id = answer_id AND {ME} IN (a.person_id, q.owner_id))"
)
SEEN = f"EXISTS (SELECT FROM {ANSWER} a WHERE a.id = answer_id)"

ORIGINAL = "collection_original"
#: A file of a form is seen by whoever sees the form, one of an answer by whoever may read the answer.
OURS = " OR ".join(
    f"EXISTS (SELECT FROM {table} used WHERE used.original_id = {ORIGINAL}.id)" for table in (VERSION, MEDIUM, FILE)
)

POLICIES = [
    *map(protection.enabled, (FORM, VERSION, MEDIUM, ANSWER, CONTENT, FILE, PART)),
    protection.policy(FORM, "SELECT", using=OFFICIAL),
    protection.policy(FORM, "INSERT", check=MANAGES),
    protection.policy(FORM, "UPDATE", using=MANAGES, check=MANAGES),
    protection.policy(VERSION, "SELECT", using=OFFICIAL),
    protection.policy(VERSION, "INSERT", check=MANAGED),
    protection.policy(MEDIUM, "SELECT", using=OFFICIAL),
    protection.policy(MEDIUM, "INSERT", check=MANAGED_VERSION),
    protection.policy(ANSWER, "SELECT", using=f"person_id = {ME} OR {OWNS} OR {READS}"),
    protection.policy(ANSWER, "INSERT", check=f"person_id = {ME}"),
    protection.policy(ANSWER, "UPDATE", using=f"person_id = {ME}", check=f"person_id = {ME}"),
    protection.policy(CONTENT, "SELECT", using=SENT_OR_OWNED),
    protection.policy(CONTENT, "INSERT", check=SENT),
    protection.policy(FILE, "SELECT", using=SENT_OR_OWNED),
    protection.policy(FILE, "INSERT", check=SENT),
    protection.policy(PART, "SELECT", using=SEEN),
    protection.policy(PART, "INSERT", check=SENT),
    protection.policy(PART, "DELETE", using=SENT),
    migrations.RunSQL(
        f"CREATE POLICY questionnaires_original ON {ORIGINAL} FOR SELECT TO terrace_web USING ({OURS})",
        f"DROP POLICY questionnaires_original ON {ORIGINAL}",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("questionnaires", "0001_initial"),
        ("access", "0004_device_tokens"),
        ("collection", "0003_files_findings_locks"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), *POLICIES]
