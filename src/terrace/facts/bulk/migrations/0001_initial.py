
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(help_text='idempotency key, unique for the person')),
                ('person_id', models.IntegerField(help_text='0 for the system itself')),
                ('door', models.TextField()),
                ('device', models.TextField(db_default='', default='')),
                ('source', models.TextField(help_text='code of the source; empty when the file names it')),
                ('format', models.TextField(help_text='code of the format')),
                ('name', models.TextField(help_text='what the sender called the file')),
                ('original_id', models.BigIntegerField(help_text='the file as it came')),
                ('digest', models.BinaryField(help_text='SHA-256 of the file', max_length=32)),
                ('state', models.TextField(choices=[('queued', 'Queued'), ('checking', 'Checking'), ('storing', 'Storing'), ('done', 'Done'), ('refused', 'Refused'), ('failed', 'Failed'), ('withdrawing', 'Withdrawing'), ('withdrawn', 'Withdrawn')], default='queued')),
                ('rows', models.IntegerField(default=0, help_text='facts read so far; all of them from storing on')),
                ('stored', models.IntegerField(default=0, help_text='facts stored')),
                ('faults', models.IntegerField(default=0, help_text='all faults, of which the first 1,000 are kept')),
                ('codes', models.JSONField(default=dict, help_text='how many faults of each code')),
                ('about', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='what it speaks of: area:sector, ids; once checked', size=None)),
                ('because', models.TextField(default='', help_text='reason given for soft rules, for the whole file')),
                ('note', models.TextField(default='')),
                ('why', models.TextField(default='', help_text='why it was withdrawn')),
                ('tries', models.SmallIntegerField(default=0, help_text='how often a worker died or failed over it')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ('queued', 'checking', 'storing', 'withdrawing'))), fields=['id'], name='bulk_job_open'), models.Index(fields=['digest'], name='bulk_job_file')],
                'constraints': [models.UniqueConstraint(fields=('person_id', 'key'), name='bulk_job_once')],
            },
        ),
        migrations.CreateModel(
            name='JobFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.IntegerField(help_text='line of a table, number of the fact in other files; 0: the whole file')),
                ('pointer', models.TextField(help_text='as at the other doors: /observations/16/value')),
                ('code', models.TextField()),
                ('message_vi', models.TextField()),
                ('message_en', models.TextField()),
                ('advice_vi', models.TextField()),
                ('advice_en', models.TextField()),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_faults', to='bulk.job')),
            ],
        ),
    ]
