"""Nobody sees or settles conflicts outside her scope."""

from django.db import migrations

from terrace.base.access import protection
from terrace.facts.catalogue.guarding import sector

TABLE = "reconciliation_conflict"
SETTLES = protection.covered("conflict.settle", sector=sector(TABLE))


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_initial"), ("access", "0003_row_security"), ("catalogue", "0001_initial")]
    operations = [
        protection.enabled(TABLE),
        protection.policy(TABLE, "SELECT", using=protection.readable(sector=sector(TABLE))),
        protection.policy(TABLE, "UPDATE", using=SETTLES, check=SETTLES),
    ]
