"""Commands about people and tokens: what an administrator does before the first log-in."""

from datetime import date, datetime
from typing import Any

import click

from terrace.cli import problems
from terrace.cli.frame import say, servers

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def user() -> None:
    """Create people, grant them roles, list them.

    A role is held over a place with all below it, for one sector or all, from a day to a day.
    """


@user.command("create")
@click.argument("username")
@click.argument("full_name", metavar="NAME")
@click.option("--email", default="", help="For notices.")
@click.option("--system", is_flag=True, help="A system that sends by token and never logs in.")
def create_user(username: str, full_name: str, email: str, system: bool) -> None:
    """Create a person; the password is asked for and not shown.

    \b
    Example:  terrace user create lan "Bùi Thị Lan"
    Next:     terrace user grant lan commune-officer 00691
    """
    password = None if system else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with servers():
        from terrace.base.people import actions
        from terrace.base.people.models import Kind

        kind = Kind.SYSTEM if system else Kind.PERSON
        person = actions.create_person(username, full_name, password, email=email, kind=kind)
        say(vi=f"Đã tạo {person.username}.", en=f"{person.username} was created.")


@user.command("grant")
@click.argument("username")
@click.argument("role")
@click.argument("area")
@click.option("--sector", default="", help="Code of a sector; default: all.")
@click.option("--start", type=DAY, help="First day; default: today.")
@click.option("--until", type=DAY, help="Day from which it no longer holds; default: none.")
def grant_user(
    *, username: str, role: str, area: str, sector: str, start: datetime | None, until: datetime | None
) -> None:
    """Grant USERNAME the ROLE over the place with the code AREA.

    \b
    Example:  terrace user grant lan commune-officer 00691 --sector agriculture
    Next:     she logs in; or `terrace token create lan "commune system"`.
    """
    with servers():
        from terrace.base.access import actions

        first, last = start.date() if start else None, until.date() if until else None
        actions.grant(known(username), role, _area(area), sector, start=first, until=last)
        say(vi=f"Đã cấp {role} cho {username}.", en=f"{username} has been granted {role}.")


@user.command("list")
def list_users() -> None:
    """List people and their roles.

    \b
    Example:  terrace user list
    Next:     terrace user grant USERNAME ROLE AREA
    """
    with servers():
        from terrace.base.access.models import Grant
        from terrace.base.people.models import Person

        for person in Person.objects.order_by("username"):
            held = Grant.objects.filter(person=person).order_by("role")
            roles = ", ".join(f"{grant.role} {grant.sector}".strip() for grant in held)
            click.echo(f"{person.username}\t{person.full_name}\t{roles}")


@click.group()
def token() -> None:
    """Create, list and revoke tokens of the programming interface.

    A token acts for its person, with her roles and nothing more.
    """


@token.command("create")
@click.argument("username")
@click.argument("name")
def create_token(username: str, name: str) -> None:
    """Create a token NAME for USERNAME; it is shown this once.

    \b
    Example:  terrace token create lan "commune system"
    Next:     send it as `Authorization: Bearer TOKEN` to /api/v1/.
    """
    with servers():
        from terrace.base.access import actions

        click.echo(actions.create_token(known(username), name))


@token.command("list")
def list_tokens() -> None:
    """List tokens: number, person, name, good until, last used, revoked.

    \b
    Example:  terrace token list
    Next:     terrace token revoke NUMBER
    """
    with servers():
        from terrace.base.access.models import Token

        for row in Token.objects.select_related("person").order_by("pk"):
            times = "\t".join(_time(moment) for moment in (row.valid_until, row.last_used_at, row.revoked_at))
            click.echo(f"{row.pk}\t{row.person.username}\t{row.name}\t{times}")


@token.command("revoke")
@click.argument("number", type=int)
def revoke_token(number: int) -> None:
    """Revoke the token of this NUMBER; it is refused within seconds, everywhere.

    \b
    Example:  terrace token revoke 3
    Next:     terrace token list
    """
    with servers():
        from terrace.base.access import actions
        from terrace.base.access.models import Token

        if not (row := Token.objects.filter(pk=number).first()):
            raise problems.TOKEN_UNKNOWN.problem(number=number)
        actions.revoke_token(row)
        say(vi=f"Mã số {number} đã bị thu hồi.", en=f"Token {number} is revoked.")


def known(username: str) -> Any:
    from terrace.base.people.models import Person

    if not (found := Person.objects.filter(username=username).first()):
        raise problems.PERSON_UNKNOWN.problem(username=username)
    return found


def _area(code: str) -> int:
    """The place that has this code today."""
    from terrace.base.places import index

    found = index.current().resolve(code, date.today())  # noqa: DTZ011 - the administrator's own day
    if found is None:
        raise problems.AREA_UNKNOWN.problem(code=code)
    return found


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"
