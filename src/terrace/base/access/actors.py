"""Who acts, with the grants that she holds."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser

from terrace.base.access.models import Grant
from terrace.base.access.roles import ROLES, WIDE
from terrace.base.people.models import Person
from terrace.base.places.models import Level


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as a value: role, place and its level, sector ('' = all), first day and day after the last."""

    role: str
    area: int
    level: int
    sector: str = ""
    start: date | None = None
    until: date | None = None

    def stands(self, day: date) -> bool:
        """True on the days of the grant."""
        return (self.start is None or self.start <= day) and (self.until is None or day < self.until)

    def gives(self, verb: str) -> bool:
        """True when the role has the verb and, for a verb without boundary, the place is broad enough."""
        role = ROLES.get(self.role)
        if role is None or verb not in role.verbs:
            return False
        return verb not in WIDE or (self.level <= WIDE[verb] and not self.sector)

    @property
    def boundless(self) -> bool:
        """True for all sectors of the whole country."""
        return self.level == Level.COUNTRY and not self.sector


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks; `person_id` is None for nobody known and for the system itself."""

    person_id: int | None
    username: str = ""
    full_name: str = ""
    grants: tuple[Held, ...] = ()
    language: str = "vi"
    is_system: bool = False

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None or self.is_system


ANONYMOUS: Final = Actor(None)
#: The installation itself (loaders, the demo, the command line of the owner): may do everything.
SYSTEM: Final = Actor(None, "system", "Terrace", is_system=True)


def actor_of(person: Person | AnonymousUser) -> Actor:
    """The actor with all her grants, as PostgreSQL shows them to this connection.

    Nobody when she is not active.
    """
    if not isinstance(person, Person) or not person.is_active:
        return ANONYMOUS
    rows = Grant.objects.filter(person=person, valid__isempty=False).select_related("area").order_by("pk")
    grants = tuple(_held(row) for row in rows)
    return Actor(person.pk, person.username, person.full_name, grants, language=str(person.language))


def _held(grant: Grant) -> Held:
    days = grant.valid
    return Held(grant.role, grant.area_id, grant.area.level, grant.sector, days.lower, days.upper)
