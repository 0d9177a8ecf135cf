"""What was published, and which counts are small, moved to the floor of facts: anonymous readers of figures ask it too."""

from django.db import migrations, models

import terrace.base.kernel.fields

COLUMNS = """indicator_id, period, area_id, breakdown_id, value, status, simulated, reported, expected, suppressed,
    since, until"""
MOVED = f"""
INSERT INTO catalogue_disclosure (pack_id, retired, indicator, least)
    SELECT pack_id, retired, indicator, least FROM opendata_rule;
INSERT INTO pipeline_published ({COLUMNS}) SELECT {COLUMNS} FROM opendata_figure;
"""  # noqa: S608 - names of columns only
#: How far down it goes and which totals disagree is worked out when it is published anew.
LOOK_AGAIN = """
INSERT INTO opendata_due (indicator_id, year) SELECT indicator_id, year FROM opendata_issue ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("opendata", "0001_initial"),
        ("catalogue", "0003_disclosure"),
        ("pipeline", "0003_published"),
    ]

    operations = [
        migrations.RunSQL(MOVED, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Rule"),
        migrations.DeleteModel(name="Figure"),
        migrations.AddField(
            model_name="issue",
            name="finest",
            field=models.SmallIntegerField(default=4, help_text="finest level that is public"),
            preserve_default=False,
        ),
        migrations.AddField(model_name="issue", name="compared", field=models.IntegerField(default=0)),
        migrations.CreateModel(
            name="Disagreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("indicator_id", models.IntegerField()),
                ("period", models.IntegerField(help_text="Period.id")),
                ("area_id", models.IntegerField()),
                ("breakdown_id", models.IntegerField()),
                ("by_places", models.BooleanField()),
                ("total", terrace.base.kernel.fields.ExactField()),
                ("come_to", terrace.base.kernel.fields.ExactField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["indicator_id", "period"], name="opendata_disagreement_of")
                ],
            },
        ),
        migrations.RunSQL(LOOK_AGAIN, migrations.RunSQL.noop),
    ]
