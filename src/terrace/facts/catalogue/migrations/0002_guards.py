"""The total breakdown, and the mark that moves with every change of the catalogue."""

from django.db import migrations

TABLES = (
    "breakdown",
    "code",
    "dimension",
    "indicator",
    "indicatorbreakdown",
    "margin",
    "pxtable",
    "sector",
    "source",
    "unit",
)

MARK = """
insert into catalogue_breakdown (id, code) values (0, '');
insert into catalogue_revision (id, mark) values (1, gen_random_uuid());

create function catalogue_mark() returns trigger language plpgsql as $$
begin
    insert into catalogue_revision (id, mark) values (1, gen_random_uuid())
    on conflict (id) do update set mark = excluded.mark;
    return null;
end $$;
"""

TRIGGER = """
create trigger catalogue_{0}_mark after insert or update or delete or truncate on catalogue_{0}
    for each statement execute function catalogue_mark();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.RunSQL(
            MARK + "".join(TRIGGER.format(table) for table in TABLES),
            "".join(f"drop trigger catalogue_{table}_mark on catalogue_{table};" for table in TABLES)
            + "drop function catalogue_mark(); delete from catalogue_revision; delete from catalogue_breakdown;",
        )
    ]
