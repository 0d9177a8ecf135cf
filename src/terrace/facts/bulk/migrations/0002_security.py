"""A job is seen and stopped by who handed it in, and by those who may do so with all that it speaks of."""

from django.db import migrations

from terrace.base.access import protection


def pairs(verb: str) -> str:
    """Every `area:sector` that the verb covers."""
    return (
        f"ARRAY(SELECT g.area || ':' || s.code FROM access_scope('{verb}') g"
        f" JOIN catalogue_sector s ON g.sector IN ('', s.code))"
    )


def job(verb: str) -> str:
    return (
        f"person_id = (SELECT access_person()) OR (SELECT access_everywhere('{verb}'))"
        f" OR (about <> '{{}}' AND about <@ (SELECT {pairs(verb)}))"
    )


class Migration(migrations.Migration):
    dependencies = [("bulk", "0001_initial"), ("access", "0003_row_security"), ("catalogue", "0001_initial")]
    operations = [
        protection.enabled("bulk_job"),
        protection.enabled("bulk_jobfault"),
        protection.policy("bulk_job", "SELECT", using=job("submission.read")),
        protection.policy("bulk_job", "INSERT", check="person_id = (SELECT access_person())"),
        protection.policy("bulk_job", "UPDATE", using=job("submission.withdraw")),
        protection.policy("bulk_jobfault", "SELECT", using="job_id IN (SELECT id FROM bulk_job)"),
    ]
