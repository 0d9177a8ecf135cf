"""Row-level security of people, grants and tokens: hers, or those that her office lets her see."""

from django.db import migrations

from terrace.base.access import protection

COLLEAGUE = "((SELECT access_holds('person.read')) AND id IN (SELECT access_officials()))"
# The first half is cheap, and false for nearly everybody at nearly every request.
GRANTS = f"((SELECT access_holds('grant.change')) AND {protection.covered('grant.change', sector='sector::text')})"
AUDITED = f"((SELECT access_holds('audit.read')) AND {protection.covered('audit.read', sector='sector::text')})"
ISSUES = (
    "((SELECT access_holds('token.create')) AND person_id IN (SELECT id FROM people_person WHERE kind = 'system'))"
)
MINE = "person_id = (SELECT access_person())"
NOT_MINE = "person_id IS DISTINCT FROM (SELECT access_person())"
ME = "id = (SELECT access_person())"
KEEPS = "(SELECT access_holds('person.change'))"

POLICIES = (
    protection.policy("people_person", "SELECT", using=f"{ME} OR {COLLEAGUE} OR {KEEPS}"),
    protection.policy("people_person", "INSERT", check=KEEPS),
    protection.policy("people_person", "UPDATE", using=f"{ME} OR {KEEPS}", check=f"{ME} OR {KEEPS}"),
    protection.policy("access_grant", "SELECT", using=f"{MINE} OR {GRANTS} OR {AUDITED}"),
    protection.policy("access_grant", "INSERT", check=f"{NOT_MINE} AND {GRANTS}"),
    protection.policy("access_grant", "UPDATE", using=f"{NOT_MINE} AND {GRANTS}", check=f"{NOT_MINE} AND {GRANTS}"),
    protection.policy("access_token", "SELECT", using=f"{MINE} OR {ISSUES}"),
    protection.policy("access_token", "INSERT", check=f"{MINE} OR {ISSUES}"),
    protection.policy("access_token", "UPDATE", using=f"{MINE} OR {ISSUES}", check=f"{MINE} OR {ISSUES}"),
)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_functions")]
    operations = [
        protection.enabled("people_person"),
        protection.enabled("access_grant"),
        protection.enabled("access_token"),
        *POLICIES,
    ]
