import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('packs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Breakdown',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('code', models.TextField(unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('id', 0)), models.Q(('id__gt', 0), models.Q(('code', ''), _negated=True)), _connector='OR'), name='catalogue_breakdown_total_is_zero')],
            },
        ),
        migrations.CreateModel(
            name='Dimension',
            fields=[
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('code', models.TextField(primary_key=True, serialize=False)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('code', models.TextField()),
                ('position', models.SmallIntegerField()),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
                ('dimension', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='catalogue.dimension')),
            ],
        ),
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('code', models.TextField(unique=True)),
                ('decimals', models.SmallIntegerField()),
                ('frequency', models.SmallIntegerField(choices=[(1, 'year'), (2, 'half'), (3, 'nine'), (4, 'quarter'), (5, 'season'), (6, 'month')])),
                ('nature', models.TextField(choices=[('stock', 'Stock'), ('flow', 'Flow')])),
                ('area_rule', models.TextField(choices=[('sum', 'Sum'), ('mean', 'Mean'), ('none', 'None')])),
                ('time_rule', models.TextField(choices=[('sum', 'Sum'), ('last', 'Last'), ('mean', 'Mean'), ('none', 'None')])),
                ('minimum', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ('maximum', models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True)),
                ('reported_at', models.SmallIntegerField(blank=True, null=True)),
                ('formula', models.TextField(blank=True, default='')),
                ('breakdowns', models.TextField(blank=True, default='')),
                ('position', models.IntegerField(default=0)),
                ('depth', models.SmallIntegerField(default=0)),
                ('family', models.IntegerField(default=0)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
                ('weight', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='weighs', to='catalogue.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorBreakdown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('breakdown', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.breakdown')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='catalogue.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='Margin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.SmallIntegerField()),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='margins', to='catalogue.indicator')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.breakdown')),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.breakdown')),
            ],
        ),
        migrations.CreateModel(
            name='PxTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('title', models.TextField()),
                ('item', models.TextField(blank=True, default='')),
                ('factor', models.DecimalField(decimal_places=9, max_digits=24)),
                ('note', models.TextField(blank=True, default='')),
                ('breakdown', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.breakdown')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.indicator')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.IntegerField()),
                ('level', models.SmallIntegerField()),
                ('released_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='catalogue.indicator')),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('mark', models.UUIDField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='catalogue_revision_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('code', models.TextField(primary_key=True, serialize=False)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
        ),
        migrations.AddField(
            model_name='indicator',
            name='sector',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='catalogue.sector'),
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('id', models.SmallAutoField(primary_key=True, serialize=False)),
                ('code', models.TextField(unique=True)),
                ('precedence', models.SmallIntegerField()),
                ('published', models.BooleanField(default=False)),
                ('simulated', models.BooleanField(default=False)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('code', models.TextField(primary_key=True, serialize=False)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
        ),
        migrations.AddField(
            model_name='indicator',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='catalogue.unit'),
        ),
        migrations.AddConstraint(
            model_name='dimension',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z][A-Z0-9_]*$')), name='catalogue_dimension_code'),
        ),
        migrations.AddConstraint(
            model_name='code',
            constraint=models.UniqueConstraint(fields=('dimension', 'code'), name='catalogue_code_once'),
        ),
        migrations.AddConstraint(
            model_name='code',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z0-9][A-Z0-9_]*$')), name='catalogue_code_code'),
        ),
        migrations.AddConstraint(
            model_name='indicatorbreakdown',
            constraint=models.UniqueConstraint(fields=('indicator', 'breakdown'), name='catalogue_cell_once'),
        ),
        migrations.AddConstraint(
            model_name='margin',
            constraint=models.UniqueConstraint(fields=('indicator', 'whole', 'position', 'part'), name='catalogue_margin_once'),
        ),
        migrations.AddConstraint(
            model_name='margin',
            constraint=models.CheckConstraint(condition=models.Q(('whole', models.F('part')), _negated=True), name='catalogue_margin_not_itself'),
        ),
        migrations.AddConstraint(
            model_name='pxtable',
            constraint=models.UniqueConstraint(fields=('title', 'item'), name='catalogue_pxtable_once'),
        ),
        migrations.AddConstraint(
            model_name='pxtable',
            constraint=models.CheckConstraint(condition=models.Q(('factor__gt', 0)), name='catalogue_pxtable_factor'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('indicator', 'period'), name='catalogue_release_once'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', 0), ('level__lte', 4)), name='catalogue_release_level'),
        ),
        migrations.AddConstraint(
            model_name='sector',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9-]*$')), name='catalogue_sector_code'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9-]*$')), name='catalogue_source_code'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('precedence',), name='catalogue_source_precedence_once'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z][A-Z0-9_]*$')), name='catalogue_unit_code'),
        ),
        migrations.AddIndex(
            model_name='indicator',
            index=models.Index(fields=['sector'], name='catalogue_indicator_by_sector'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z][A-Z0-9_]*$')), name='catalogue_indicator_code'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('decimals__gte', 0), ('decimals__lte', 6)), name='catalogue_indicator_decimals'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__isnull', True), ('maximum__isnull', True), ('minimum__lte', models.F('maximum')), _connector='OR'), name='catalogue_indicator_range'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('frequency__gte', 1), ('frequency__lte', 6)), name='catalogue_indicator_frequency'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('nature__in', ['stock', 'flow'])), name='catalogue_indicator_nature'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('area_rule__in', ['sum', 'mean', 'none'])), name='catalogue_indicator_area_rule'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('time_rule__in', ['sum', 'last', 'mean', 'none'])), name='catalogue_indicator_time_rule'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area_rule', 'mean'), ('weight__isnull', False)), models.Q(models.Q(('area_rule', 'mean'), _negated=True), ('weight__isnull', True)), _connector='OR'), name='catalogue_indicator_mean_needs_weight'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('weight__isnull', True), models.Q(('weight', models.F('id')), _negated=True), _connector='OR'), name='catalogue_indicator_weighs_others'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('nature', 'stock'), ('time_rule', 'sum'), _negated=True), name='catalogue_indicator_stock_not_summed'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('formula', ''), models.Q(('area_rule', 'none'), ('time_rule', 'none')), _connector='OR'), name='catalogue_indicator_formula_or_rules'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('depth', 0), ('formula', '')), models.Q(models.Q(('formula', ''), _negated=True), ('depth__gte', 1)), _connector='OR'), name='catalogue_indicator_depth'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('formula', ''), _negated=True), ('reported_at__isnull', False), _connector='OR'), name='catalogue_indicator_reported'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('reported_at__isnull', True), models.Q(('reported_at__gte', 0), ('reported_at__lte', 4)), _connector='OR'), name='catalogue_indicator_reported_at'),
        ),
    ]
