"""An upload is hers; a mapping hers, and its office may read and use it."""

from django.db import migrations

from terrace.base.access import protection

MINE = "person_id = (SELECT access_person())"
OFFICE = protection.covered("submission.create")
UPLOAD, MAPPING = "workbooks_upload", "workbooks_mapping"


class Migration(migrations.Migration):
    dependencies = [("workbooks", "0001_initial"), ("access", "0003_row_security")]
    operations = [
        protection.enabled(UPLOAD),
        protection.enabled(MAPPING),
        protection.policy(UPLOAD, "SELECT", using=MINE),
        protection.policy(UPLOAD, "INSERT", check=MINE),
        protection.policy(UPLOAD, "UPDATE", using=MINE, check=MINE),
        protection.policy(MAPPING, "SELECT", using=f"{MINE} OR {OFFICE}"),
        protection.policy(MAPPING, "INSERT", check=f"{MINE} AND {OFFICE}"),
        protection.policy(MAPPING, "UPDATE", using=f"{MINE} OR {OFFICE}", check=f"{MINE} OR {OFFICE}"),
        protection.policy(MAPPING, "DELETE", using=MINE),
    ]
