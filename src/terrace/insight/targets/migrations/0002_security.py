"""Targets are read and set within one's scope; chances are read as the figures that they come from."""

from django.db import migrations

from terrace.base.access import protection
from terrace.facts.catalogue.guarding import released, sector

TARGET, CHANCE = "targets_target", "targets_chance"
SETS = protection.covered("target.set", sector=sector(TARGET))
READS = protection.readable(sector=sector(TARGET))


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_initial"), ("access", "0003_row_security"), ("catalogue", "0001_initial")]
    operations = [
        protection.enabled(TARGET),
        protection.policy(TARGET, "SELECT", using=f"{READS} OR {SETS}"),
        protection.policy(TARGET, "INSERT", check=SETS),
        protection.policy(TARGET, "UPDATE", using=SETS, check=SETS),
        protection.enabled(CHANCE),
        protection.policy(
            CHANCE, "SELECT", using=f"{protection.readable(sector=sector(CHANCE))} OR {released(CHANCE)}"
        ),
    ]
