"""Commands of the gateways: SDMX files, senders, SFTP, offices with a leaf node."""

import asyncio
import os
from pathlib import Path
from typing import Any

import click

from terrace.base.kernel import conf
from terrace.cli.frame import WELL, say, servers, show

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--as", "username", help="Load with the rights of this user instead of the system's.")
@click.option("--source", default="", help="Code of the source; default: that of the flow in the packs.")
def sdmx(files: tuple[Path, ...], username: str | None, source: str) -> int:
    """Load SDMX messages: SDMX-CSV 2.0, and SDMX-ML 2.1, generic or structure-specific.

    Each file is loaded whole or refused with every fault; what it means is said by the tables sdmx_flows and sdmx_maps
    of the packs. The same file again changes nothing.

    \b
    Example:  terrace load sdmx CPIVNM.xml IIPVNM.xml
    Next:     correct the mapping when codes are not known, load the pack and the file again.
    """
    with servers():
        from terrace.base.access import policy
        from terrace.cli.people import known
        from terrace.facts.gateways.sdmx import door

        actor = policy.actor_of(known(username)) if username else policy.SYSTEM
        outcomes = [door.load(path, actor, source) for path in files]
    return max(map(_tell, outcomes))


def _tell(outcome: Any) -> int:
    """One file: what became of it; 1 when it was refused."""
    name, stored, count = outcome.name, outcome.stored, outcome.count
    if count:
        say(vi=f"{name}: bị từ chối, {count} lỗi", en=f"{name}: refused, {count} faults")
        return show(outcome.faults)
    again_vi, again_en = (" (đã nạp trước đó)", " (loaded before)") if outcome.again else ("", "")
    say(vi=f"{name}: {stored} số liệu{again_vi}", en=f"{name}: {stored} observations{again_en}")
    return WELL


@click.group()
def sender() -> None:
    """Register who may hand in files by folder or SFTP.

    The folder of a sender has the user name of its account; what it hands in has the rights of that account.
    """


@sender.command("add")
@click.argument("username")
@click.argument("source")
@click.option("--key", "key", type=FILE, help="Public key (.pub) for SFTP; an access token works without.")
def add_sender(username: str, source: str, key: Path | None) -> None:
    """Register USERNAME as a sender of files for SOURCE.

    \b
    Example:  terrace sender add dept-system dept-agriculture --key id_ed25519.pub
    Next:     put files into TERRACE_INBOX/dept-system/, or by SFTP as that user.
    """
    with servers():
        from terrace.cli.people import known
        from terrace.facts.gateways import sftp
        from terrace.facts.gateways.inbox import folders, senders

        text = sftp.public_key(key.read_text()) if key else ""
        person = known(username)
        senders.add(person, source, text)
        for root, _ in folders.roots():
            (root / person.username).mkdir(parents=True, exist_ok=True, mode=0o750)
        say(vi=f"Đã đăng ký {person.username}.", en=f"{person.username} is registered.")


@sender.command("list")
def list_senders() -> None:
    """List senders: user name, source, whether a public key is registered.

    \b
    Example:  terrace sender list
    Next:     terrace sender remove USERNAME
    """
    with servers():
        from terrace.facts.gateways.models import Sender

        for each in Sender.objects.select_related("person").order_by("person__username"):
            click.echo(f"{each.person.username}\t{each.source}\t{'key' if each.keys else '-'}")


@sender.command("remove")
@click.argument("username")
def remove_sender(username: str) -> None:
    """Take the files of USERNAME no longer.

    \b
    Example:  terrace sender remove dept-system
    Next:     terrace token revoke NUMBER, when the account is to send nothing at all.
    """
    with servers():
        from terrace.cli.people import known
        from terrace.facts.gateways.inbox import senders

        senders.remove(known(username))
        say(vi=f"Đã xóa người gửi {username}.", en=f"{username} is no sender any more.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, help="Port; default: TERRACE_SFTP_PORT.")
def sftp(host: str, port: int | None) -> None:
    """Serve SFTP: registered senders put files into their folder.

    `terrace serve` starts it by itself when TERRACE_SFTP_PORT is set.

    \b
    Example:  terrace sftp --port 8022
    Next:     terrace sender add USERNAME SOURCE
    """
    with servers():
        from terrace.facts.gateways import problems
        from terrace.facts.gateways import sftp as service

        number = port or service.port()
        if not number:
            raise problems.SFTP_PORT.problem()
        say(vi=f"SFTP: {host}:{number}", en=f"SFTP: {host}:{number}")
        asyncio.run(service.run(host, number))


@click.group()
def offices() -> None:
    """Offices with a leaf node: who may connect, and the server that they connect to.

    An office with a weak line runs `terrace leaf`; it takes submissions while the line is down and hands them on.
    """


@offices.command("admit")
@click.argument("name")
@click.option("--host", default="127.0.0.1", show_default=True, help="How the office reaches this machine.")
def admit_office(name: str, host: str) -> None:
    """Let the office NAME connect; prints its address with a new secret, this once.

    \b
    Example:  terrace offices admit xa-minh-tan --host terrace.example.gov.vn
    Next:     at the office: terrace leaf --hub ADDRESS
    """
    from terrace.facts.gateways import offices as hub
    from terrace.facts.gateways.leaf import servers as leaves

    secret = hub.admit(name)
    click.echo(leaves.address(name, secret, host, hub.port() or 7422))


@offices.command("dismiss")
@click.argument("name")
def dismiss_office(name: str) -> None:
    """Let the office NAME connect no longer.

    \b
    Example:  terrace offices dismiss xa-minh-tan
    Next:     terrace offices list
    """
    from terrace.facts.gateways import offices as hub

    hub.dismiss(name)
    say(vi=f"Đã ngắt {name}.", en=f"{name} is dismissed.")


@offices.command("list")
def list_offices() -> None:
    """List the offices that may connect.

    \b
    Example:  terrace offices list
    Next:     terrace offices admit NAME
    """
    from terrace.facts.gateways import offices as hub

    for name in sorted(hub.offices()):
        click.echo(name)


@offices.command("serve")
def serve_offices() -> None:
    """Run the server that offices connect to, at TERRACE_LEAF_PORT.

    `terrace serve` starts it by itself when TERRACE_LEAF_PORT is set.

    \b
    Example:  terrace offices serve
    Next:     terrace offices admit NAME
    """
    from terrace.facts.gateways import offices as hub
    from terrace.facts.gateways.leaf import servers as leaves

    command = leaves.command(hub.prepare())
    os.execv(command[0], command)  # noqa: S606 - our own configuration, no shell


@click.command()
@click.option("--hub", required=True, help="Address that `terrace offices admit` printed.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on, for programs of the office."
)
@click.option("--port", type=int, default=4223, show_default=True, help="Port for programs of the office.")
@click.option("--ca", type=FILE, help="Certificate of the authority that signed the hub's, when the line is encrypted.")
@click.option("--seconds", type=click.IntRange(1), help="End by itself after so many seconds.")
def leaf(hub: str, host: str, port: int, ca: Path | None, seconds: int | None) -> None:
    """Run the leaf node of an office: submissions are taken while the line is down, and handed on.

    Needs neither PostgreSQL nor an account here: each submission carries its sender's token. Programs of the office
    send to terrace.in.submit.USERNAME and read terrace.answers.USERNAME (docs/exchange.md).

    \b
    Example:  terrace leaf --hub nats-leaf://xa-minh-tan:SECRET@terrace.example.gov.vn:7422
    Next:     give its address (leaf/url in the home) to the programs of the office.
    """
    from terrace.facts.gateways.leaf import office
    from terrace.facts.gateways.leaf.servers import Tls

    found = office.prepare(conf.home() / "leaf", hub, host, port, Tls(authority=str(ca.absolute()) if ca else ""))
    say(vi=f"Văn phòng {found.name}: {host}:{port}", en=f"Office {found.name}: {host}:{port}")
    office.run(found, seconds)
