import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("packs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("retired", models.BooleanField(db_default=False, default=False)),
                ("code", models.TextField(unique=True)),
                ("severity", models.TextField(choices=[("hard", "Hard"), ("soft", "Soft")])),
                ("condition", models.TextField()),
                (
                    "level",
                    models.SmallIntegerField(
                        blank=True, help_text="only places of this level; null: of every level", null=True
                    ),
                ),
                ("message_vi", models.TextField()),
                ("message_en", models.TextField()),
                ("advice_vi", models.TextField()),
                ("advice_en", models.TextField()),
                ("position", models.IntegerField(default=0)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="packs.pack"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z][a-z0-9-]*$")), name="rules_rule_code"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["hard", "soft"])), name="rules_rule_severity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level__isnull", True),
                            models.Q(("level__gte", 0), ("level__lte", 4)),
                            _connector="OR",
                        ),
                        name="rules_rule_level",
                    ),
                ],
            },
        ),
    ]
