"""The tables of places; btree_gist keeps histories free of overlaps, pg_trgm finds misspelt names."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField(choices=[(0, 'Country'), (1, 'Region'), (2, 'Province'), (3, 'District'), (4, 'Commune')])),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('level__in', [0, 1, 2, 3, 4])), name='place_level_known')],
            },
        ),
        migrations.CreateModel(
            name='PlaceName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folded', models.TextField()),
                ('name', models.TextField()),
                ('alias', models.BooleanField(default=False)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
                ('loaded', models.TextField(blank=True, default='')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='revision_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Boundary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('area_km2', models.DecimalField(decimal_places=4, max_digits=12, null=True)),
                ('population', models.IntegerField(null=True)),
                ('rings', models.TextField(blank=True, default='')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='boundaries', to='places.place')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('place', '='), ('valid', '&&')], name='boundary_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='PlaceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.TextField()),
                ('weight', models.DecimalField(decimal_places=10, max_digits=12)),
                ('estimated', models.BooleanField(default=False)),
                ('decided_by', models.TextField(blank=True, default='')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_out', to='places.place')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_in', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'target', 'day'), name='place_change_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('weight__lte', 1)), name='place_change_weight_is_a_share'), models.CheckConstraint(condition=models.Q(('target__isnull', True), models.Q(('source', models.F('target')), _negated=True), _connector='OR'), name='place_change_goes_elsewhere')],
            },
        ),
        migrations.CreateModel(
            name='PlaceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depth', models.SmallIntegerField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('ancestor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
                ('descendant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('descendant', 'ancestor', 'valid'), name='place_link_once')],
            },
        ),
        migrations.CreateModel(
            name='PlaceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField()),
                ('name', models.TextField()),
                ('full_name', models.TextField()),
                ('name_en', models.TextField()),
                ('kind', models.TextField()),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='places.place')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('place', '='), ('valid', '&&')], name='place_is_one_thing_at_a_time'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), ('valid', '&&')], name='code_names_one_place_at_a_time'), models.CheckConstraint(condition=models.Q(('valid__isempty', False)), name='place_version_not_empty'), models.CheckConstraint(condition=models.Q(('parent', models.F('place')), _negated=True), name='place_not_own_parent')],
            },
        ),
    ]
