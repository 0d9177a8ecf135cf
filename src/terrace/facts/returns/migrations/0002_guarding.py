"""Only the steps of `life` are possible, by whom they are given to; nobody sees a return outside her scope."""

from django.db import migrations

from terrace.base.access import protection

WAYS = """
    ('open', 'draft'), ('open', 'submitted'), ('draft', 'submitted'), ('returned', 'submitted'),
    ('submitted', 'returned'), ('submitted', 'approved'), ('approved', 'locked'),
    ('approved', 'open'), ('locked', 'open')
"""

FORWARD = f"""
CREATE FUNCTION returns_step_by_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({WAYS}) THEN
        RAISE EXCEPTION 'a return does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.form_id, OLD.area_id, OLD.period) IS DISTINCT FROM (NEW.form_id, NEW.area_id, NEW.period) THEN
        RAISE EXCEPTION 'a return stays what it is about' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER returns_return_step_by_step BEFORE UPDATE ON returns_return
    FOR EACH ROW EXECUTE FUNCTION returns_step_by_step();

CREATE FUNCTION returns_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'steps are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER returns_step_append_only BEFORE UPDATE OR DELETE ON returns_step
    FOR EACH ROW EXECUTE FUNCTION returns_append_only();

-- The forms and places on whose returns the person of this connection decides: at the level that receives them, in a
-- role that the form names.
CREATE FUNCTION returns_decides(verb text) RETURNS TABLE (form int, area int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH mine AS MATERIALIZED (
        SELECT DISTINCT held.area_id, held.role, held.sector, place.level
        FROM access_grant held
        JOIN access_permission may ON may.role = held.role AND may.verb = returns_decides.verb
        JOIN people_person person ON person.id = held.person_id AND person.is_active
        JOIN places_place place ON place.id = held.area_id
        WHERE held.valid @> access_today() AND held.person_id = access_person()),
    reached AS MATERIALIZED (
        SELECT once.area_id, place.id FROM (SELECT DISTINCT area_id FROM mine) AS once
        CROSS JOIN LATERAL access_reach(once.area_id, access_today()) place (id))
    SELECT DISTINCT asked.id, reached.id
    FROM returns_form asked
    JOIN mine ON mine.role = ANY (string_to_array(asked.approvers, ',')) AND mine.sector IN ('', asked.sector)
        AND mine.level <= asked.receiver
    JOIN reached ON reached.area_id = mine.area_id
$$;

CREATE TRIGGER returns_regime_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON returns_regime
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_mark();
CREATE TRIGGER returns_form_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON returns_form
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_mark();
CREATE TRIGGER returns_formcell_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON returns_formcell
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_mark();
"""
BACKWARD = """
DROP TRIGGER returns_formcell_mark ON returns_formcell;
DROP TRIGGER returns_form_mark ON returns_form;
DROP TRIGGER returns_regime_mark ON returns_regime;
DROP FUNCTION returns_decides(text);
DROP TRIGGER returns_step_append_only ON returns_step;
DROP FUNCTION returns_append_only();
DROP TRIGGER returns_return_step_by_step ON returns_return;
DROP FUNCTION returns_step_by_step();
"""

RETURN, STEP, DRAFT, NOTICE = "returns_return", "returns_step", "returns_draft", "returns_notice"
ME = "person_id = (SELECT access_person())"
SECTOR = f"(SELECT f.sector FROM returns_form f WHERE f.id = {RETURN}.form_id)"  # noqa: S608
FILLS = protection.writable(sector=SECTOR)
APPROVES, REOPENS = (
    f"({RETURN}.form_id, {RETURN}.area_id) IN (SELECT form, area FROM returns_decides('{verb}'))"  # noqa: S608
    for verb in ("return.approve", "return.reopen")
)
SEES = " OR ".join(
    protection.covered(verb, sector=SECTOR)
    for verb in ("operations.view", "submission.create", "submission.read", "return.approve")
)
#: By the state in which a step leaves the return.
RIGHT = (
    f"(state IN ('draft', 'submitted') AND {FILLS}) OR (state IN ('returned', 'approved') AND {APPROVES})"
    f" OR (state = 'open' AND {REOPENS})"
)
#: By the verb of the step.
MADE = (
    f"(verb IN ('return.draft', 'return.submit') AND {FILLS})"
    f" OR (verb IN ('return.approve', 'return.send_back') AND {APPROVES}) OR (verb = 'return.reopen' AND {REOPENS})"
)


def of(table: str, more: str = "") -> str:
    """The condition that the row's return may be seen, and more."""
    return f"EXISTS (SELECT FROM {RETURN} WHERE {RETURN}.id = {table}.made_of_id{more})"  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0001_initial"),
        ("access", "0003_row_security"),
        ("catalogue", "0002_guards"),
        ("collection", "0002_history_and_security"),
    ]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        *map(protection.enabled, (RETURN, STEP, DRAFT, NOTICE)),
        protection.policy(RETURN, "SELECT", using=SEES),
        protection.policy(RETURN, "UPDATE", using=f"{FILLS} OR {APPROVES} OR {REOPENS}", check=RIGHT),
        protection.policy(STEP, "SELECT", using=of(STEP)),
        protection.policy(STEP, "INSERT", check=f"{ME} AND {of(STEP, f' AND ({MADE})')}"),
        protection.policy(DRAFT, "SELECT", using=ME),
        protection.policy(DRAFT, "INSERT", check=f"{ME} AND {of(DRAFT, f' AND {FILLS}')}"),
        protection.policy(DRAFT, "UPDATE", using=ME, check=ME),
        protection.policy(DRAFT, "DELETE", using=ME),
        protection.policy(NOTICE, "SELECT", using=of(NOTICE)),
    ]
