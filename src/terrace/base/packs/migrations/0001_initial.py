import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('code', models.TextField(primary_key=True, serialize=False)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('needs', models.TextField(blank=True, default='')),
                ('loaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z][a-z0-9-]*$')), name='packs_pack_code_is_a_slug')],
            },
        ),
    ]
