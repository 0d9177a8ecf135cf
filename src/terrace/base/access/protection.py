"""Row-level security: the decision for every table, and the SQL for policies.

Web processes work as the role `terrace_web`. It owns nothing, so PostgreSQL holds it to the rights here and
to the policies of each table; a forgotten filter in Python then shows nothing. Workers and the command line
work as the owner of the tables and pass by. A table without a decision gets no rights at all, and a test
names it.

`apply` runs after every migration; the policies themselves are written in the migrations of each domain with
`enabled`, `policy` and `covered`.

PostgreSQL refuses `COPY … FROM` into a table with row-level security for a role that it binds: insert
instead.
"""

from dataclasses import dataclass
from typing import Final

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

from terrace.base.access.roles import VERBS

ROLE: Final = "terrace_web"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the web role may do with a table (SQL privileges), whether rows are guarded, and why."""

    rights: str
    guarded: bool
    reason: str


def _facts(reason: str) -> Rule:
    return Rule("SELECT", guarded=False, reason=reason)


def _work(reason: str) -> Rule:
    return Rule("SELECT, INSERT, UPDATE, DELETE", guarded=False, reason=reason)


def _append(columns: str, reason: str) -> Rule:
    return Rule(f"INSERT, SELECT ({columns})", guarded=False, reason=reason)


def _guarded(rights: str, reason: str) -> Rule:
    return Rule(rights, guarded=True, reason=reason)


def _closed(reason: str) -> Rule:
    return Rule("", guarded=False, reason=reason)


_PUBLIC = "public facts; changed by the owner only (command line, loaders)"
_UNPUBLISHED = "unpublished figures: by grant"

TABLES: Final[dict[str, Rule]] = {
    "django_content_type": _facts("names of tables"),
    "django_migrations": _facts("names of migrations"),
    "auth_permission": _facts("unused by Terrace; Django fills it"),
    "auth_group": _closed("unused"),
    "auth_group_permissions": _closed("unused"),
    "django_session": _work("found by a secret key only; signed"),
    "audit_entry": _append("id, at", "written once; read through queries of the owner"),
    "audit_seal": _closed("written by the sealing worker"),
    "audit_unsealed": _closed("written by a trigger, read by the sealing worker"),
    "bus_outbox": _append("id, created_at, partition", "written by every door, read by the relay"),
    "places_place": _facts(_PUBLIC),
    "places_placeversion": _facts(_PUBLIC),
    "places_placelink": _facts(_PUBLIC),
    "places_placechange": _facts(_PUBLIC),
    "places_placename": _facts(_PUBLIC),
    "places_boundary": _facts(_PUBLIC),
    "places_revision": _facts(_PUBLIC),
    "people_person": _guarded(
        "SELECT, INSERT, UPDATE (last_login, full_name, email, language, is_active, stamp)",
        "herself; officials see officials; those who keep accounts see all",
    ),
    "people_password": _closed("hashes: one at a time through people_login()"),
    "access_permission": _facts("what roles may do is public"),
    "access_grant": _guarded("SELECT, INSERT, UPDATE (valid)", "hers, or under her administration; nobody her own"),
    "access_token": _guarded(
        "SELECT (id, person_id, name, use, created_at, valid_until, last_used_at, revoked_at), INSERT,"
        " UPDATE (revoked_at)",
        "hers, or of those who issue tokens; hashes are never read",
    ),
    "access_throttle": _work("counts of failed attempts, needed before anybody is known"),
    "packs_pack": _facts("what was loaded; changed by the loader"),
    "notify_notice": _guarded("SELECT, INSERT, UPDATE (read_at)", "hers; anybody may tell; webhooks: their keepers"),
    "notify_delivery": _guarded(
        "SELECT, INSERT, UPDATE (state, due_at, tries, held, moved_at, why)",
        "hers; webhooks: their keepers, who test them and send again",
    ),
    "notify_preference": _guarded("SELECT, INSERT, UPDATE", "hers; the telephone number is sealed"),
    "notify_device": _guarded("SELECT, INSERT, UPDATE, DELETE", "hers; addresses are sealed"),
    "notify_webhook": _guarded("SELECT, INSERT, UPDATE", "of those who keep webhooks; secrets are sealed"),
    "notify_bounce": _guarded("SELECT, UPDATE (lifted_at, lifted_by)", "hers, or of those who keep accounts"),
    "notify_holiday": _facts(_PUBLIC),
    "catalogue_sector": _facts(_PUBLIC),
    "catalogue_unit": _facts(_PUBLIC),
    "catalogue_dimension": _facts(_PUBLIC),
    "catalogue_code": _facts(_PUBLIC),
    "catalogue_source": _facts(_PUBLIC),
    "catalogue_indicator": _facts(_PUBLIC),
    "catalogue_breakdown": _facts(_PUBLIC),
    "catalogue_indicatorbreakdown": _facts(_PUBLIC),
    "catalogue_margin": _facts(_PUBLIC),
    "catalogue_pxtable": _facts(_PUBLIC),
    "catalogue_release": _guarded("SELECT", "public facts; of indicators with small counts only what was published is"),
    "catalogue_disclosure": _facts(_PUBLIC),
    "catalogue_revision": _facts(_PUBLIC),
    "rules_rule": _facts(_PUBLIC),
    "collection_submission": _guarded("SELECT, INSERT, UPDATE", "returns: by grant; only withdrawing changes one"),
    "collection_original": _guarded("SELECT, INSERT", "files: hers, or of a submission that she may read; append-only"),
    "collection_originalpart": _guarded("SELECT, INSERT", "as the file that it is of; append-only"),
    "collection_enclosure": _guarded("SELECT, INSERT", "as its submission; append-only"),
    "collection_finding": _guarded("SELECT, INSERT, UPDATE (state)", "as its submission, or by grant; who settles"),
    "collection_lock": _guarded("SELECT, INSERT, DELETE", "no values: seen by all; set and lifted by grant"),
    "collection_observation": _guarded("SELECT, INSERT, UPDATE, DELETE", _UNPUBLISHED),
    "collection_observationrevision": _guarded("SELECT", "as its observation; written by a trigger only"),
    "gateways_sdmxflow": _facts(_PUBLIC),
    "gateways_sdmxmap": _facts(_PUBLIC),
    "gateways_dhis2map": _facts(_PUBLIC),
    "gateways_sender": _closed("read by workers and the SFTP service only"),
    "gateways_drop": _closed("written and read by workers; its job is shown instead"),
    "pipeline_figure": _guarded("SELECT", "released, or by grant; written by workers"),
    "pipeline_published": _facts("published figures only, suppressed ones without value; written by workers"),
    "reconciliation_tolerance": _facts(_PUBLIC),
    "reconciliation_conflict": _guarded("SELECT, UPDATE", "figures that are not published: by grant"),
    "reconciliation_tally": _facts("counts without figures; written by workers"),
    "bulk_job": _guarded(
        "SELECT, INSERT, UPDATE (state, why, finished_at)", "hers, or by grant; stopping is all that a page changes"
    ),
    "bulk_jobfault": _guarded("SELECT", "as its job; written by workers"),
    "returns_regime": _facts(_PUBLIC),
    "returns_measure": _facts(_PUBLIC),
    "returns_form": _facts(_PUBLIC),
    "returns_formline": _facts(_PUBLIC),
    "returns_formcell": _facts(_PUBLIC),
    "returns_return": _guarded(
        "SELECT,"
        " UPDATE (state, submitted_at, submitted_by, approved_at, approved_by, late_at, revision, asked, spared)",
        "how far a return is, no values: by grant; opened by workers",
    ),
    "returns_step": _guarded("SELECT, INSERT", "as its return; each step by its right"),
    "returns_draft": _guarded("SELECT, INSERT, UPDATE, DELETE", "hers"),
    "returns_notice": _guarded("SELECT", "as its return; written by workers"),
    "workbooks_upload": _guarded("SELECT, INSERT, UPDATE", "hers"),
    "workbooks_mapping": _guarded("SELECT, INSERT, UPDATE, DELETE", "hers; her office reads and uses it"),
    "questionnaires_questionnaire": _guarded(
        "SELECT, INSERT, UPDATE (owner_id, area_id, sector, current_id, retired)", "officials see; whoever manages them"
    ),
    "questionnaires_version": _guarded("SELECT, INSERT", "as its questionnaire; append-only"),
    "questionnaires_medium": _guarded("SELECT, INSERT", "as its questionnaire; append-only"),
    "questionnaires_answer": _guarded(
        "SELECT, INSERT, UPDATE (area_id, state, faults, because, submission_id, replaced_by_id)",
        "hers, of a form that is hers, or by grant: who filled in what, not what was written",
    ),
    "questionnaires_content": _guarded("SELECT, INSERT", "sender and owner of the form; encrypted"),
    "questionnaires_attachment": _guarded("SELECT, INSERT", "sender and owner of the form"),
    "questionnaires_part": _guarded("SELECT, INSERT, DELETE", "as its answer"),
    "questionnaires_plan": _facts("tables of packs"),
    "questionnaires_map": _facts("tables of packs"),
    "targets_plan": _facts(_PUBLIC),
    "targets_target": _guarded("SELECT, INSERT, UPDATE", "by grant; set by those who lead the place and sector"),
    "targets_chance": _guarded("SELECT", "as the figures that it comes from; written by workers"),
    "targets_due": _closed("what workers have to do"),
    "targets_planpart": _facts(_PUBLIC),
    "targets_part": _guarded("SELECT, INSERT, UPDATE", "as targets_target"),
    "targets_resolution": _guarded("SELECT, INSERT, UPDATE", "public; kept by those who lead all sectors of the place"),
    "targets_light": _facts(_PUBLIC),
    "targets_index": _facts(_PUBLIC),
    "forecasting_forecast": _guarded("SELECT", "released with the figure it starts from, or by grant; by workers"),
    "forecasting_backtest": _guarded("SELECT", "as its forecast; written by workers"),
    "forecasting_stand": _closed("what waits for workers"),
    "forecasting_refresh": _facts("how far a job is, no values; written by workers and the command line"),
    "forecasting_weights": _facts("which models are trusted; no values"),
    "forecasting_horizon": _facts(_PUBLIC),
    "forecasting_break": _facts(_PUBLIC),
    "monitoring_packrule": _facts(_PUBLIC),
    "monitoring_rule": _guarded("SELECT, INSERT, UPDATE", "no values: seen by all; changed by grant in its place"),
    "monitoring_warning": _guarded(
        "SELECT, UPDATE (state, severity, group_id, explained_by_id, owner_id, due_at, seen_at, acknowledged_at,"
        " acknowledged_by, cleared_at, cleared_why, verdict, revision)",
        "by grant; raised by workers, handled by who may",
    ),
    "monitoring_group": _guarded("SELECT, UPDATE (severity, still, moved_at, closed_at)", "as the warnings in it"),
    "monitoring_step": _guarded("SELECT, INSERT", "as its warning; append-only"),
    "monitoring_silence": _guarded("SELECT, INSERT, UPDATE (until, lifted_by, lifted_at)", "by grant in its place"),
    "monitoring_cause": _closed("what workers group warnings by"),
    "monitoring_told": _closed("whom workers have told of what"),
    "monitoring_escalation": _closed("which rungs workers have told"),
    "monitoring_brief": _closed("which briefs workers have made"),
    "monitoring_due": _closed("what workers have to judge anew"),
    "monitoring_reading": _guarded("SELECT", "how the system is: administrators; written by workers"),
    "monitoring_sign": _closed("signs of life of workers"),
    "monitoring_healthlimit": _facts(_PUBLIC),
    "monitoring_weights": _facts("which signals are trusted; no values"),
    "planning_stage": _facts(_PUBLIC),
    "planning_part": _facts(_PUBLIC),
    "opendata_issue": _facts("when published figures changed; written by workers"),
    "opendata_disagreement": _facts("published figures; written by workers"),
    "opendata_due": _closed("what workers have to publish anew"),
    "opendata_publisher": _facts(_PUBLIC),
    "views_savedview": _guarded(
        "SELECT, INSERT, UPDATE, DELETE", "questions without figures: hers, or shared with her"
    ),
    "views_board": _guarded("SELECT, INSERT, UPDATE, DELETE", "hers, or shared with her"),
    "views_tile": _guarded("SELECT, INSERT, UPDATE, DELETE", "as its board"),
    "reports_template": _guarded("SELECT, INSERT, UPDATE (current)", "seen by all; changed by grant"),
    "reports_version": _guarded("SELECT, INSERT", "as its template; append-only"),
    "reports_issue": _guarded(
        "SELECT, INSERT, UPDATE (state, number, year, day, signer, pdf_sha256)",
        "no values: by grant in its place; made by workers",
    ),
    "reports_fact": _guarded("SELECT", "as the figure, target or warning that it is; written by workers"),
    "reports_step": _guarded("SELECT, INSERT", "as its issue; append-only"),
    "reports_counter": _guarded("SELECT, INSERT, UPDATE (last)", "who approves reports of the place"),
}


def apply(connection: BaseDatabaseWrapper) -> None:
    """Give the web role exactly the rights of `TABLES` on the tables that exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        present = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(";\n".join([_start(), *map(_rights, present)]))


def _start() -> str:
    return f"GRANT USAGE ON SCHEMA public TO {ROLE}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}"


def _rights(table: str) -> str:
    """Take everything, then give what the rule says."""
    revoke = f'REVOKE ALL ON "{table}" FROM {ROLE}'
    rule = TABLES.get(table)
    return f'{revoke}; GRANT {rule.rights} ON "{table}" TO {ROLE}' if rule and rule.rights else revoke


def enabled(table: str) -> migrations.RunSQL:
    """Row-level security is on: without a policy the web role sees no row."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
    )


def policy(table: str, command: str, *, using: str = "", check: str = "") -> migrations.RunSQL:
    """Rows of the table that the web role may SELECT, INSERT, UPDATE or DELETE."""
    name = f"{table}_{command.lower()}"
    rows = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
    return migrations.RunSQL(
        f"CREATE POLICY {name} ON {table} FOR {command} TO {ROLE}{rows}", f"DROP POLICY {name} ON {table}"
    )


def covered(verb: str, area: str = "area_id", sector: str | None = None) -> str:
    """The condition that a row's place (and sector, both SQL expressions) is in the person's scope of the
    verb.

    Without `sector` a grant for any one sector suffices: only for tables that hold no values. Each
    sub-select is evaluated once a statement, and only when the ones before it did not answer.
    """
    if verb not in VERBS:
        raise KeyError(verb)
    everywhere = f"(SELECT access_everywhere('{verb}'))"
    if sector is None:
        return f"({everywhere} OR {area} IN (SELECT area FROM access_scope('{verb}')))"  # noqa: S608
    whole = f"{area} IN (SELECT access_whole('{verb}'))"
    part = f"({area}, {sector}) IN (SELECT area, sector FROM access_parts('{verb}'))"  # noqa: S608
    return f"({everywhere} OR {whole} OR {part})"


def readable(area: str = "area_id", sector: str | None = None) -> str:
    """`covered` for reading figures that are not published."""
    return covered("figure.read", area, sector)


def writable(area: str = "area_id", sector: str | None = None) -> str:
    """`covered` for sending returns."""
    return covered("submission.create", area, sector)
