"""Plans of parts of a year are read and set as targets are; a resolution is public, and kept by those who lead all."""

from django.db import migrations

from terrace.base.access import protection
from terrace.facts.catalogue.guarding import sector

PART, RESOLUTION = "targets_part", "targets_resolution"
#: Only a grant for all sectors reaches it.
NO_SECTOR = "''"
SETS = protection.covered("target.set", sector=sector(PART))
READS = protection.readable(sector=sector(PART))
KEEPS = f"pack_id IS NULL AND {protection.covered('target.set', sector=NO_SECTOR)}"


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_boards")]
    operations = [
        protection.enabled(PART),
        protection.policy(PART, "SELECT", using=f"{READS} OR {SETS}"),
        protection.policy(PART, "INSERT", check=SETS),
        protection.policy(PART, "UPDATE", using=SETS, check=SETS),
        protection.enabled(RESOLUTION),
        protection.policy(RESOLUTION, "SELECT", using="true"),
        protection.policy(RESOLUTION, "INSERT", check=KEEPS),
        protection.policy(RESOLUTION, "UPDATE", using=KEEPS, check=KEEPS),
    ]
