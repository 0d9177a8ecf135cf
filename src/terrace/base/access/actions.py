"""Changes of grants and tokens. Each is one transaction with its audit entry; `by` is who does it."""

from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from terrace.base.access import policy, problems, tokens
from terrace.base.access.actors import SYSTEM, Actor
from terrace.base.access.models import Grant, Permission, Token, Use
from terrace.base.access.roles import ROLES, permissions
from terrace.base.audit import actions as audit
from terrace.base.people.models import Kind, Person

#: Days for which a token is good when nothing else is said.
TOKEN_DAYS = 365


def grant(
    person: Person,
    role: str,
    area: int,
    sector: str = "",
    *,
    start: date | None = None,
    until: date | None = None,
    by: Actor = SYSTEM,
) -> Grant:
    """Give a role over a place (id) and what it reaches, from `start` (today) up to, not including, `until`.

    Refused with `access.refused`, `grant.own`, `grant.role_unknown`, `grant.no_time` or `grant.twice`.
    """
    first = start or timezone.localdate()
    _demand_change(by, person.pk, area, sector)
    _demand_sense(role, first, until)
    with transaction.atomic():
        made = _insert(Grant(person=person, role=role, area_id=area, sector=sector, valid=DateRange(first, until)))
        audit.record("grant.create", f"grant:{made.pk}", by.person_id, _described(made))
    return made


def _demand_change(by: Actor, person_id: int, area: int, sector: str) -> None:
    """She may change grants there, and it is not her own."""
    policy.demand(by, "grant.change", area=area, sector=sector)
    if by.person_id == person_id:
        raise problems.OWN_GRANT.problem()


def _demand_sense(role: str, start: date, until: date | None) -> None:
    """The role exists and there is a day on which it is held."""
    if role not in ROLES:
        raise problems.ROLE_UNKNOWN.problem(role=role, known=", ".join(ROLES))
    if until is not None and until <= start:
        raise problems.GRANT_NO_TIME.problem(start=start, until=until)


def _insert(row: Grant) -> Grant:
    """The row; a grant that she has already is refused without breaking the caller's transaction."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "access_grant_once_at_a_time" not in str(error):
            raise
        raise problems.GRANT_TWICE.problem() from error
    return row


def _described(row: Grant) -> dict[str, object]:
    return {
        "person": row.person_id,
        "role": row.role,
        "area": row.area_id,
        "sector": row.sector,
        "start": row.valid.lower and row.valid.lower.isoformat(),
        "until": row.valid.upper and row.valid.upper.isoformat(),
    }


def end_grant(row: Grant, on: date | None = None, *, by: Actor = SYSTEM) -> Grant:
    """The grant no longer holds from the day (today) on."""
    _demand_change(by, row.person_id, row.area_id, row.sector)
    end = on or timezone.localdate()
    if row.valid.isempty or (row.valid.upper is not None and row.valid.upper <= end):
        return row
    row.valid = DateRange(row.valid.lower, end) if row.valid.lower < end else DateRange(empty=True)
    with transaction.atomic():
        row.save(update_fields=["valid"])
        audit.record("grant.end", f"grant:{row.pk}", by.person_id, _described(row) | {"on": end.isoformat()})
    return row


def create_token(person: Person, name: str, *, days: int = TOKEN_DAYS, by: Actor = SYSTEM) -> str:
    """A token that lets a system act as the person; the text is shown this once.

    `by` is the person herself or, for a person of kind system, somebody with `token.create`.
    """
    _demand_token(by, person)
    return _token(person, name, Use.API, days, by)


def enrol_device(person: Person, name: str, *, days: int = TOKEN_DAYS, by: Actor) -> str:
    """A token for her own phone, good at the doors of the field app only; the text is shown this once.

    Refused with `access.refused` or `token.of_another`.
    """
    policy.demand(by, "device.enrol")
    if by.person_id != person.pk:
        raise problems.TOKEN_OF_ANOTHER.problem(username=person.username)
    return _token(person, name, Use.DEVICE, days, by)


def _token(person: Person, name: str, use: Use, days: int, by: Actor) -> str:
    secret = tokens.new_secret()
    until = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        made = Token.objects.create(person=person, name=name, use=use, hash=tokens.digest(secret), valid_until=until)
        verb = "device.enrol" if use == Use.DEVICE else "token.create"
        audit.record(verb, f"token:{made.pk}", by.person_id, {"person": person.pk, "name": name})
    return tokens.written(made.pk, secret)


def revoke_token(token: Token, *, by: Actor = SYSTEM) -> None:
    """The token is good no longer: here at once, in other processes within five seconds."""
    _demand_token(by, token.person)
    token.revoked_at = timezone.now()
    with transaction.atomic():
        token.save(update_fields=["revoked_at"])
        audit.record("token.revoke", f"token:{token.pk}", by.person_id, {"person": token.person_id})
    transaction.on_commit(tokens.forget)


def _demand_token(by: Actor, person: Person) -> None:
    """Nobody gets a token in another human's name, so no administrator reads what only a leader may."""
    if by.is_system or (by.person_id is not None and by.person_id == person.pk):
        return
    policy.demand(by, "token.create")
    if person.kind != Kind.SYSTEM:
        raise problems.TOKEN_OF_ANOTHER.problem(username=person.username)


def store_permissions() -> None:
    """Make the roles that SQL joins those of `roles.ROLES`."""
    wanted = permissions()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE access_permission IN SHARE ROW EXCLUSIVE MODE")
        kept = set(Permission.objects.values_list("role", "verb", "level"))
        if kept != wanted:
            Permission.objects.all().delete()
            Permission.objects.bulk_create(
                Permission(role=role, verb=verb, level=level) for role, verb, level in sorted(wanted)
            )
