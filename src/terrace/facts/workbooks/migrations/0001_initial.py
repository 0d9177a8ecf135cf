"""Uploads and mappings."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.TextField(help_text="SHA-256 of the folded head of the sheet, hexadecimal")),
                ("name", models.TextField()),
                ("layout", models.JSONField(help_text="`layouts.Layout`")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        help_text="the place of her office",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        help_text="who explained it",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["fingerprint"], name="workbooks_mapping_by_head")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "fingerprint"), name="workbooks_mapping_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField(help_text="name of the file as she called it")),
                ("digest", models.TextField(help_text="SHA-256 of the file, hexadecimal")),
                ("original", models.BigIntegerField(help_text="number of the original (collection)")),
                ("received_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("unknown", "Unknown"),
                            ("refused", "Refused"),
                            ("partly", "Partly"),
                            ("stored", "Stored"),
                            ("queued", "Queued"),
                        ]
                    ),
                ),
                (
                    "outcome",
                    models.JSONField(help_text="what became of each sheet, with its faults: `outcomes.Outcome`"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        help_text="null: the system",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "digest"], name="workbooks_upload_by_file")],
            },
        ),
    ]
