"""Saved views, boards and their tiles."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.TextField(help_text='the end of its address; never changes', unique=True)),
                ('name', models.TextField()),
                ('shared', models.TextField(choices=[('nobody', 'Nobody'), ('office', 'Office'), ('officials', 'Officials')], db_default='nobody', default='nobody')),
                ('sector', models.TextField(db_default='', default='', help_text="code; '' for all")),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('seconds', models.SmallIntegerField(db_default=20, default=20)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.TextField(help_text='the end of its address; never changes', unique=True)),
                ('name', models.TextField()),
                ('shared', models.TextField(choices=[('nobody', 'Nobody'), ('office', 'Office'), ('officials', 'Officials')], db_default='nobody', default='nobody')),
                ('sector', models.TextField(db_default='', default='', help_text="code; '' for all")),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('question', models.JSONField(help_text='`warehouse.questions.Question`')),
                ('picture', models.TextField(choices=[('table', 'Table'), ('line', 'Line'), ('bar', 'Bar'), ('map', 'Map'), ('scatter', 'Scatter'), ('multiples', 'Multiples')])),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.SmallIntegerField()),
                ('size', models.TextField(choices=[('small', 'Small'), ('large', 'Large')], db_default='small', default='small')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tiles', to='views.board')),
                ('view', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='views.savedview')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('shared__in', ['nobody', 'office', 'officials'])), name='views_board_shared'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('seconds__range', (5, 600))), name='views_board_seconds'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('shared__in', ['nobody', 'office', 'officials'])), name='views_savedview_shared'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('picture__in', ['table', 'line', 'bar', 'map', 'scatter', 'multiples'])), name='views_savedview_picture'),
        ),
        migrations.AddConstraint(
            model_name='tile',
            constraint=models.UniqueConstraint(fields=('board', 'view'), name='views_tile_once'),
        ),
        migrations.AddConstraint(
            model_name='tile',
            constraint=models.CheckConstraint(condition=models.Q(('size__in', ['small', 'large'])), name='views_tile_size'),
        ),
    ]
