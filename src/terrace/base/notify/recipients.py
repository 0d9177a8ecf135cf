"""Whom to tell: the people who may, those whose grant is nearest to the place."""

from collections.abc import Sequence

from django.db import connection


def nearest(
    verb: str, area: int, sector: str | None = None, *, roles: Sequence[str] | None = None, finest: int | None = None
) -> list[int]:
    """Active people (no systems) who may do `verb` at the place, by the grant nearest to it: a commune's own officers
    before those of the province. `roles`: in one of these only; `finest`: by a grant on a place of this level or
    coarser. Asks as the owner of the tables, so that a web process finds those whom its reader does not see.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT notify_nearest(%s, %s::int, %s, %s::text[], %s::int)",
            [verb, area, sector, None if roles is None else list(roles), finest],
        )
        return [row[0] for row in cursor.fetchall()]
