"""A change of rules moves the mark of the catalogue, by which both are kept in memory."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rules", "0001_initial"), ("catalogue", "0002_guards")]

    operations = [
        migrations.RunSQL(
            "create trigger rules_rule_mark after insert or update or delete or truncate on rules_rule"
            " for each statement execute function catalogue_mark()",
            "drop trigger rules_rule_mark on rules_rule",
        )
    ]
