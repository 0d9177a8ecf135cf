"""An issue is seen where figures are read; each of its facts as the figure, target or warning that it is."""

from django.db import migrations

from terrace.base.access import protection
from terrace.base.access.protection import covered, readable
from terrace.facts.catalogue.guarding import released

ISSUE, FACT, STEP, COUNTER = "reports_issue", "reports_fact", "reports_step", "reports_counter"
TEMPLATE, VERSION = "reports_template", "reports_version"
CHANGES = "(SELECT access_holds('report.template'))"
APPROVES = covered("report.approve", sector="''")
SEES = f"EXISTS (SELECT FROM reports_issue i WHERE i.id = {STEP}.issue_id)"
FIGURE = f"kind <> 'warning' AND ({readable(sector='sector')} OR {released(FACT)})"
WARNING = f"kind = 'warning' AND {covered('warning.read', sector='sector')}"

KEPT = """
    CREATE FUNCTION reports_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def kept(table: str) -> migrations.RunSQL:
    """Rows are never changed or deleted, whoever asks."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH STATEMENT"
        " EXECUTE FUNCTION reports_kept()",
        f"DROP TRIGGER {table}_kept ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("access", "0003_row_security"), ("catalogue", "0001_initial")]
    operations = [
        protection.enabled(TEMPLATE),
        protection.policy(TEMPLATE, "SELECT", using="true"),
        protection.policy(TEMPLATE, "INSERT", check=CHANGES),
        protection.policy(TEMPLATE, "UPDATE", using=CHANGES, check=CHANGES),
        protection.enabled(VERSION),
        protection.policy(VERSION, "SELECT", using="true"),
        protection.policy(VERSION, "INSERT", check=CHANGES),
        protection.enabled(ISSUE),
        protection.policy(ISSUE, "SELECT", using=covered("figure.read")),
        protection.policy(ISSUE, "INSERT", check=f"state = 'asked' AND {covered('report.make')}"),
        protection.policy(
            ISSUE,
            "UPDATE",
            using=f"{APPROVES} OR {covered('report.comment')}",
            check=f"{APPROVES} OR (state = 'commented' AND number IS NULL AND {covered('report.comment')})",
        ),
        protection.enabled(FACT),
        protection.policy(FACT, "SELECT", using=f"({FIGURE}) OR ({WARNING})"),
        protection.enabled(STEP),
        protection.policy(STEP, "SELECT", using=SEES),
        protection.policy(
            STEP,
            "INSERT",
            check=f"person = access_person() AND {SEES}",
        ),
        protection.enabled(COUNTER),
        protection.policy(COUNTER, "SELECT", using=APPROVES),
        protection.policy(COUNTER, "INSERT", check=APPROVES),
        protection.policy(COUNTER, "UPDATE", using=APPROVES, check=f"{APPROVES}"),
        migrations.RunSQL(KEPT, "DROP FUNCTION reports_kept()"),
        kept(FACT),
        kept(STEP),
        kept(VERSION),
    ]
