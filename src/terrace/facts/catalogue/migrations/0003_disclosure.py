"""Small counts of people: their table, which indicators are guarded, and that a release does not open these whole."""

import django.db.models.deletion
from django.db import migrations, models

from terrace.base.access import protection

RELEASE = "catalogue_release"
GUARDED = """
create function catalogue_guarded() returns setof int language sql stable parallel safe as $$
    select i.id from catalogue_indicator i where i.family in (
        select own.family from catalogue_disclosure d join catalogue_indicator own on own.code = d.indicator
        where not d.retired)
$$;
create trigger catalogue_disclosure_mark after insert or update or delete or truncate on catalogue_disclosure
    for each statement execute function catalogue_mark();
"""
UNGUARDED = """
drop trigger catalogue_disclosure_mark on catalogue_disclosure;
drop function catalogue_guarded();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_guards"),
        ("access", "0003_row_security"),
        ("packs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("retired", models.BooleanField(db_default=False, default=False)),
                ("indicator", models.TextField(primary_key=True, serialize=False)),
                ("least", models.IntegerField()),
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
                        condition=models.Q(("least__gte", 2)), name="catalogue_disclosure_least"
                    )
                ],
            },
        ),
        migrations.RunSQL(GUARDED, UNGUARDED),
        protection.enabled(RELEASE),
        protection.policy(RELEASE, "SELECT", using="indicator_id NOT IN (SELECT catalogue_guarded())"),
    ]
