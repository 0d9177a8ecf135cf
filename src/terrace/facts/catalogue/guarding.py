"""SQL for row-level security of tables whose rows are cells: their sector, and whether they are published."""


def sector(table: str) -> str:
    """The sector of a row's indicator."""
    return f"(SELECT i.sector_id FROM catalogue_indicator i WHERE i.id = {table}.indicator_id)"  # noqa: S608


def released(table: str) -> str:
    """The condition that the cell of a row is published."""
    return (
        f"EXISTS (SELECT FROM catalogue_release r JOIN places_place p ON p.id = {table}.area_id"
        f" WHERE r.indicator_id = {table}.indicator_id AND r.period = {table}.period"
        f" AND r.level >= p.level AND r.released_at <= now())"
    )
