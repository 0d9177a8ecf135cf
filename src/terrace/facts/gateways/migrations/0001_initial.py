import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('packs', '0001_initial'),
        ('people', '0002_login'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('source', models.TextField()),
                ('keys', models.TextField(blank=True, default='', help_text='public keys of SSH, one a line')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='Drop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('door', models.TextField(help_text='folder or sftp')),
                ('sender', models.TextField(help_text='name of the folder it came from')),
                ('person_id', models.IntegerField(default=0, help_text='0 while nobody is known')),
                ('name', models.TextField()),
                ('size', models.BigIntegerField(default=0)),
                ('sha256', models.TextField(blank=True, default='')),
                ('path', models.TextField(help_text='where the file lies, from the root of the inbox')),
                ('key', models.TextField(blank=True, default='')),
                ('job', models.BigIntegerField(null=True)),
                ('state', models.TextField(choices=[('taken', 'given to bulk, not settled'), ('done', 'Done'), ('refused', 'Refused')], default='taken')),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('settled_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'taken')), fields=['state'], name='gateways_drop_open'), models.Index(fields=['person_id', 'sha256'], name='gateways_drop_by_content')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['taken', 'done', 'refused'])), name='gateways_drop_state')],
            },
        ),
        migrations.CreateModel(
            name='Dhis2Map',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('kind', models.TextField(choices=[('dataElement', 'Element'), ('categoryOptionCombo', 'Combo'), ('orgUnit', 'Unit'), ('dataSet', 'Set')])),
                ('code', models.TextField()),
                ('uid', models.TextField(blank=True, default='')),
                ('target', models.TextField(blank=True, default='')),
                ('factor', models.DecimalField(decimal_places=15, default=1, max_digits=30)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='gateways_dhis2map_once'), models.UniqueConstraint(condition=models.Q(models.Q(('uid', ''), _negated=True), ('retired', False)), fields=('kind', 'uid'), name='gateways_dhis2map_uid_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['dataElement', 'categoryOptionCombo', 'orgUnit', 'dataSet'])), name='gateways_dhis2map_kind'), models.CheckConstraint(condition=models.Q(('factor__gt', 0)), name='gateways_dhis2map_factor')],
            },
        ),
        migrations.CreateModel(
            name='SdmxFlow',
            fields=[
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('code', models.TextField(primary_key=True, serialize=False)),
                ('agency', models.TextField()),
                ('structure', models.TextField(help_text='id of the dataflow or of the data structure definition')),
                ('version', models.TextField(blank=True, default='', help_text="'' is any version")),
                ('source', models.TextField(blank=True, default='', help_text="'' is the source that the sender names")),
                ('note', models.TextField(blank=True, default='')),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired', False)), fields=('agency', 'structure', 'version'), name='gateways_sdmxflow_once')],
            },
        ),
        migrations.CreateModel(
            name='SdmxMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('retired', models.BooleanField(db_default=False, default=False)),
                ('flow', models.TextField()),
                ('component', models.TextField()),
                ('code', models.TextField()),
                ('meaning', models.TextField(choices=[('indicator', 'Indicator'), ('place', 'Place'), ('breakdown', 'Breakdown'), ('status', 'Status'), ('reason', 'Reason'), ('because', 'why the figure is right although a soft rule doubts it'), ('unit', 'the indicator must have this unit'), ('nothing', 'says nothing that Terrace keeps'), ('skip', 'observations with this code are left out on purpose')])),
                ('target', models.TextField(blank=True, default='')),
                ('factor', models.DecimalField(decimal_places=15, default=1, max_digits=30)),
                ('decimals', models.SmallIntegerField(help_text='round to so many; empty keeps every digit', null=True)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='packs.pack')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('flow', 'component', 'code', 'meaning'), name='gateways_sdmxmap_once'), models.CheckConstraint(condition=models.Q(('meaning__in', ['indicator', 'place', 'breakdown', 'status', 'reason', 'because', 'unit', 'nothing', 'skip'])), name='gateways_sdmxmap_meaning'), models.CheckConstraint(condition=models.Q(('factor__gt', 0)), name='gateways_sdmxmap_factor')],
            },
        ),
    ]
