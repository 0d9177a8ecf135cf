"""Files that figures came from, what rules found, cells that are fixed; and who may see and write them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from terrace.base.access import protection
from terrace.facts.catalogue.guarding import sector


FORWARD = """
ALTER TABLE collection_originalpart ALTER content SET STORAGE EXTERNAL;
ALTER TABLE collection_originalpart ADD CONSTRAINT collection_originalpart_true CHECK (digest = sha256(content));
ALTER TABLE collection_original ADD CONSTRAINT collection_original_whole
    CHECK (octet_length(sha256) = 32 AND size >= 0 AND (size = 0) = (cardinality(parts) = 0));
ALTER TABLE collection_enclosure
    ADD CONSTRAINT collection_enclosure_digests CHECK (octet_length(sha256) = 32 AND octet_length(cells) = 32);
ALTER TABLE collection_original ADD CONSTRAINT collection_original_named UNIQUE (id, sha256);
ALTER TABLE collection_enclosure ADD CONSTRAINT collection_enclosure_of
    FOREIGN KEY (original_id, sha256) REFERENCES collection_original (id, sha256);

-- Whether the person of this connection handed the file over herself.
CREATE FUNCTION collection_own(original bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM collection_original o WHERE o.id = original AND o.person_id = access_person())
$$;

CREATE FUNCTION collection_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER collection_submission_stays
    BEFORE UPDATE OF id, key, person_id, source_id, door, device, job_id, received_at, facts, about, note, digest, content
    OR DELETE ON collection_submission FOR EACH ROW EXECUTE FUNCTION collection_append_only();
CREATE TRIGGER collection_originalpart_append_only BEFORE UPDATE OR DELETE ON collection_originalpart
    FOR EACH ROW EXECUTE FUNCTION collection_append_only();
CREATE TRIGGER collection_original_append_only BEFORE UPDATE OR DELETE ON collection_original
    FOR EACH ROW EXECUTE FUNCTION collection_append_only();
CREATE TRIGGER collection_enclosure_append_only BEFORE UPDATE OR DELETE ON collection_enclosure
    FOR EACH ROW EXECUTE FUNCTION collection_append_only();

-- What is in force in these cells, for the rules at the door. The answer must not depend on the door, so row-level
-- security does not cut it; the web role gets the places that the person reports for and their neighbours only.
CREATE FUNCTION collection_held(indicators int[], periods int[], breakdowns int[], areas int[])
RETURNS TABLE (indicator int, period int, breakdown int, area int, source smallint, reason smallint, value numeric)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH own AS MATERIALIZED (
        SELECT s.area FROM access_scope('submission.create') s
        WHERE coalesce(current_setting('role', true), 'none') = 'terrace_web'),
    near AS MATERIALIZED (
        SELECT own.area FROM own
        UNION
        SELECT beside.descendant_id FROM own
        JOIN places_placelink up ON up.descendant_id = own.area AND up.depth = 1
        JOIN places_placelink beside ON beside.ancestor_id = up.ancestor_id AND beside.depth = 1)
    SELECT o.indicator_id, o.period, o.breakdown_id, o.area_id, o.source_id, o.reason, o.value
    FROM unnest(indicators, periods, breakdowns, areas) AS c (indicator, period, breakdown, area)
    JOIN collection_observation o ON o.indicator_id = c.indicator AND o.period = c.period
        AND o.breakdown_id = c.breakdown AND o.area_id = c.area
    WHERE coalesce(current_setting('role', true), 'none') <> 'terrace_web' OR o.area_id IN (SELECT near.area FROM near)
$$;

-- Submissions that stand, of the same source, from the same file, about the same cells.
CREATE FUNCTION collection_delivered(files bytea[], spoken bytea[], sources int[])
RETURNS TABLE (sha256 bytea, cells bytea, source smallint, submission bigint, received_at timestamptz, job bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.sha256, e.cells, s.source_id, s.id, s.received_at, s.job_id
    FROM unnest(files, spoken, sources) AS asked (sha256, cells, source)
    JOIN collection_enclosure e ON e.sha256 = asked.sha256 AND e.cells = asked.cells AND e.use = 'source'
    JOIN collection_submission s ON s.id = e.submission_id AND s.source_id = asked.source AND s.state = 'accepted'
$$;
"""
BACKWARD = """
DROP FUNCTION collection_delivered(bytea[], bytea[], int[]);
DROP FUNCTION collection_held(int[], int[], int[], int[]);
DROP TRIGGER collection_enclosure_append_only ON collection_enclosure;
DROP TRIGGER collection_original_append_only ON collection_original;
DROP TRIGGER collection_originalpart_append_only ON collection_originalpart;
DROP TRIGGER collection_submission_stays ON collection_submission;
DROP FUNCTION collection_append_only();
DROP FUNCTION collection_own(bigint);
ALTER TABLE collection_enclosure DROP CONSTRAINT collection_enclosure_of;
"""

FILE, PART, USE = "collection_original", "collection_originalpart", "collection_enclosure"
FINDING, LOCK = "collection_finding", "collection_lock"
SIGNED_IN, HERS = "(SELECT access_person()) IS NOT NULL", "person_id = (SELECT access_person())"


def in_submission(table: str, more: str = "") -> str:
    """The condition that the reader may see the submission of a row (as row-level security says of it)."""
    return f"EXISTS (SELECT FROM collection_submission s WHERE s.id = {table}.submission_id{more})"


OWN_SUBMISSION = " AND s.person_id = (SELECT access_person())"
USED = f"EXISTS (SELECT FROM {USE} e WHERE e.original_id = {FILE}.id)"
IN_FILE = f"EXISTS (SELECT FROM {FILE} o WHERE o.parts @> ARRAY[{PART}.digest])"
CELL = protection.readable(sector=sector(FINDING))
SETTLES = protection.covered("conflict.settle", sector=sector(FINDING))

POLICIES = [
    *map(protection.enabled, (FILE, PART, USE, FINDING, LOCK)),
    protection.policy(FILE, "SELECT", using=f"{HERS} OR {USED}"),
    protection.policy(FILE, "INSERT", check=HERS),
    protection.policy(PART, "SELECT", using=IN_FILE),
    protection.policy(PART, "INSERT", check=SIGNED_IN),
    protection.policy(USE, "SELECT", using=in_submission(USE)),
    protection.policy(USE, "INSERT", check=f"{in_submission(USE, OWN_SUBMISSION)} AND collection_own({USE}.original_id)"),
    protection.policy(FINDING, "SELECT", using=f"{in_submission(FINDING)} OR {CELL}"),
    protection.policy(FINDING, "INSERT", check=in_submission(FINDING, OWN_SUBMISSION)),
    protection.policy(FINDING, "UPDATE", using=SETTLES, check=SETTLES),
    protection.policy(LOCK, "SELECT", using="true"),
    protection.policy(LOCK, "INSERT", check=protection.covered("return.approve", sector=sector(LOCK))),
    protection.policy(LOCK, "DELETE", using=protection.covered("return.reopen", sector=sector(LOCK))),
]


class Migration(migrations.Migration):

    dependencies = [
        ('collection', '0002_history_and_security'),
        ('access', '0003_row_security'),
        ('catalogue', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lock',
            fields=[
                ('area_id', models.IntegerField()),
                ('period', models.IntegerField(help_text='Period.id')),
                ('source_id', models.SmallIntegerField()),
                ('indicator_id', models.IntegerField()),
                ('holder', models.TextField(default='', help_text='what locked it, such as return/12')),
                ('locked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('pk', models.CompositePrimaryKey('area_id', 'period', 'source_id', 'indicator_id', 'holder', blank=True, editable=False, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='OriginalPart',
            fields=[
                ('digest', models.BinaryField(help_text='SHA-256 of the content', max_length=32, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
            ],
        ),
        migrations.AddField(
            model_name='submission',
            name='device',
            field=models.TextField(db_default='', help_text='what the sender calls the device it came from'),
        ),
        migrations.AddField(
            model_name='submission',
            name='job_id',
            field=models.BigIntegerField(help_text='the job that it is a part of', null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='withdrawn_by',
            field=models.IntegerField(help_text='0 for the system itself', null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='withdrawn_why',
            field=models.TextField(db_default=''),
        ),
        migrations.AlterField(
            model_name='submission',
            name='door',
            field=models.TextField(help_text='rest, web, phone, excel, odk, nats, bulk, sdmx, dhis2, folder, sftp, leaf, file'),
        ),
        migrations.CreateModel(
            name='Original',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.BigIntegerField(help_text='bytes')),
                ('name', models.TextField(help_text='what the sender called it')),
                ('media_type', models.TextField()),
                ('person_id', models.IntegerField(help_text='0 for the system itself')),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(max_length=32), help_text='digests of the parts, in order', size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['parts'], name='collection_original_parts')],
                'constraints': [models.UniqueConstraint(fields=('sha256', 'person_id'), name='collection_original_once')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.TextField()),
                ('severity', models.TextField(help_text='hard, soft')),
                ('indicator_id', models.IntegerField()),
                ('period', models.IntegerField(help_text='Period.id')),
                ('breakdown_id', models.IntegerField()),
                ('area_id', models.IntegerField()),
                ('because', models.TextField(default='')),
                ('detail', models.JSONField(default=dict, help_text='the values at the time, and messages in both languages')),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.TextField(choices=[('explained', 'Explained'), ('open', 'Open'), ('accepted', 'Accepted'), ('corrected', 'Corrected')], default='explained')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='collection.submission')),
            ],
            options={
                'indexes': [models.Index(fields=['indicator_id', 'period', 'area_id'], name='collection_finding_by_cell'), models.Index(condition=models.Q(('state', 'open')), fields=['state'], name='collection_finding_open')],
            },
        ),
        migrations.CreateModel(
            name='Enclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use', models.TextField(choices=[('source', 'Source'), ('attachment', 'Attachment')])),
                ('sha256', models.BinaryField(max_length=32)),
                ('cells', models.BinaryField(help_text='SHA-256 of the cells that the submission speaks of', max_length=32)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='collection.submission')),
                ('original', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='collection.original')),
            ],
            options={
                'indexes': [models.Index(fields=['sha256', 'cells'], name='collection_enclosure_file')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        *POLICIES,
    ]
