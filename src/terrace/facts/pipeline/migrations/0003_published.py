"""Figures as they were published: what the public may see where small counts are kept back."""

from django.db import migrations, models

import terrace.base.kernel.fields


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0002_security")]

    operations = [
        migrations.CreateModel(
            name="Published",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("indicator_id", models.IntegerField()),
                ("period", models.IntegerField(help_text="Period.id")),
                ("area_id", models.IntegerField()),
                ("breakdown_id", models.IntegerField()),
                ("value", terrace.base.kernel.fields.ExactField(null=True)),
                ("status", models.SmallIntegerField(help_text="collection.models.Status")),
                ("simulated", models.BooleanField()),
                ("reported", models.IntegerField()),
                ("expected", models.IntegerField()),
                ("suppressed", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["indicator_id", "period", "since"], name="pipeline_published_history")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("indicator_id", "period", "breakdown_id", "area_id"),
                        name="pipeline_published_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("suppressed", True), ("value__isnull", False), _negated=True),
                        name="pipeline_published_kept_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("since__lt", models.F("until")), _connector="OR"
                        ),
                        name="pipeline_published_span",
                    ),
                ],
            },
        ),
    ]
