"""Commands that load: packs, official tables, changes of places."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from terrace.base.kernel.problems import Fault
from terrace.cli import gateways
from terrace.cli.frame import language, say, servers

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def load() -> None:
    """Load packs, official tables and changes of places.

    Each load is one transaction: when any row is wrong, every fault is listed with file, row and column,
    and nothing is changed. Loading the same again changes nothing.
    """


@load.command()
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=FOLDER)
def pack(folders: tuple[Path, ...]) -> None:
    """Load packs: folders of tables (CSV or XLSX) with indicators, code lists, units, sources.

    Several are loaded in the order given, each whole or not at all; a pack names the packs it needs before.

    \b
    Example:  terrace load pack packs/common packs/agriculture
    Next:     correct the faults in Excel and load again; new indicators are open for returns at once.
    """
    with servers():
        from terrace.base.packs import loading

        for folder in folders:
            report = loading.load(folder)
            if report.same:
                say(vi=f"{report.pack}: không có gì thay đổi.", en=f"{report.pack}: nothing changed.")
            for table, counts in report.as_dict()["tables"].items():
                _tell(f"{report.pack}/{table}", counts)


#: So many codes are named; the rest is counted.
NAMED = 5


def _tell(what: str, counts: Mapping[str, Any]) -> None:
    """`agriculture/indicators: added 44 (PADDY_AREA, PADDY_YIELD …), unchanged 3`."""
    parts = [f"{name} {_counted(found)}" for name, found in counts.items() if found]
    say(vi=f"{what}: {', '.join(parts)}", en=f"{what}: {', '.join(parts)}")


def _counted(found: Any) -> str:
    if isinstance(found, int):
        return str(found)
    more = " …" if len(found) > NAMED else ""
    return f"{len(found)} ({', '.join(map(str, found[:NAMED]))}{more})"


@load.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--as", "username", help="Load with the rights of this user instead of the system's.")
def pxweb(files: tuple[Path, ...], username: str | None) -> None:
    """Load tables of the statistics office (PX-Web, as CSV).

    Each table is loaded for itself. What cannot be read or placed is listed row by row and left out; nothing
    is guessed, nothing is added up.

    \b
    Example:  terrace load pxweb data/gso/pxweb_csv/*.csv
    Next:     terrace verify
    """
    with servers():
        from terrace.base.access import policy
        from terrace.cli.people import known
        from terrace.facts.collection import pxweb_door

        actor = policy.actor_of(known(username)) if username else policy.SYSTEM
        report = pxweb_door.load(files, actor)
    for file in report.files:
        _tell_file(file)
    _list(report.faults)
    _sum_up(report)


def _tell_file(file: Any) -> None:
    """One table: its cells by what became of them."""
    refused = sum(count for _, count in file.refused)
    told = (file.name, file.cells, file.accepted, file.missing, file.nothing, refused)
    vi, en = "", ""
    if file.receipt and not file.receipt.created:
        vi, en = " (đã nạp trước đó, không có gì thay đổi)", " (loaded before, nothing changed)"
    say(
        vi="{}: {} ô, {} nhận, {} khuyết, {} không có địa bàn, {} từ chối".format(*told) + vi,
        en="{}: {} cells, {} accepted, {} missing, {} without a place then, {} refused".format(*told) + en,
    )


#: So many faults of a kind are listed; the rest is counted.
LISTED = 100


def _list(faults: Sequence[Fault]) -> None:
    """The faults by kind, each at its file, row and column."""
    kinds: dict[str, list[Fault]] = {}
    for fault in faults:
        kinds.setdefault(fault.code, []).append(fault)
    for code, alike in kinds.items():
        click.secho(f"✗ {code} × {len(alike)}", fg="yellow", err=True)
        for fault in alike[:LISTED]:
            click.echo(f"  {fault.pointer}: {fault.message(language())}", err=True)
        if len(alike) > LISTED:
            click.echo(f"  … {alike[-1].pointer}", err=True)
        click.echo(f"  → {alike[0].advice(language())}", err=True)


def _sum_up(report: Any) -> None:
    refused = ", ".join(f"{code} {count}" for code, count in report.refused.items())
    told = (report.cells, report.accepted, report.missing, report.nothing)
    say(
        vi="Tổng cộng {} ô: {} nhận, {} khuyết, {} không có địa bàn".format(*told),
        en="In all {} cells: {} accepted, {} missing, {} without a place then".format(*told),
    )
    if refused:
        say(vi=f"Từ chối: {refused}", en=f"Refused: {refused}")


@load.command()
@click.argument("file", required=False, type=FILE)
def places(file: Path | None) -> None:
    """Load the shipped country when there is none, then the changes in FILE (CSV or XLSX).

    A change has a day, a kind (merge, split, rename, …), the places and what decided it.

    \b
    Example:  terrace load places bac-ninh-2026-09-20.csv
    Next:     look at the tree as of a day: /api/v1/places?at=2026-09-20
    """
    with servers():
        from terrace.base.places import actions

        actions.load_country()
        if file:
            applied = actions.apply_changes(file)
            numbers = f"{applied.changed} / {applied.rows}"
            say(vi=f"Số dòng làm thay đổi địa bàn: {numbers}.", en=f"Rows that changed places: {numbers}.")


load.add_command(gateways.sdmx)


@load.command()
@click.argument("file", type=FILE)
@click.option(
    "--media", "media", multiple=True, type=FILE, help="A picture or table that the form shows; again for more."
)
@click.option("--area", help="Code of the place that it is for, the whole country unless given.")
@click.option("--sector", default="", help="Code of the sector that it is for, all unless given.")
@click.option("--as", "username", help="Load with the rights of this user instead of the system's.")
def questionnaire(file: Path, media: tuple[Path, ...], area: str | None, sector: str, username: str | None) -> None:
    """Load the questionnaire in FILE (XLSForm, .xls or .xlsx) as its next version.

    A form that cannot be used is refused with sheet, row, column and advice. The same form again changes
    nothing; other content needs another version in the sheet settings.

    \b
    Example:  terrace load questionnaire households.xlsx --media map.png
    Next:     officers find it under Questionnaires and in the ODK Collect app.
    """
    with servers():
        from terrace.base.access import policy
        from terrace.cli.people import known
        from terrace.facts.questionnaires import uploading

        actor = policy.actor_of(known(username)) if username else policy.SYSTEM
        files = {each.name: each.read_bytes() for each in media}
        done = uploading.upload(actor, file.name, file.read_bytes(), files, _home(area, sector))
        _tell_form(done)


def _home(code: str | None, sector: str) -> Any:
    """The place and sector that a form is for; None leaves it to the rights of who loads it."""
    from django.utils import timezone

    from terrace.base.places import index
    from terrace.cli import problems
    from terrace.facts.questionnaires.uploading import Home

    if code is None and not sector:
        return None
    place = index.current().resolve(code or "VN", timezone.localdate())
    if place is None:
        raise problems.AREA_UNKNOWN.problem(code=code)
    return Home(place, sector)


def _tell_form(done: Any) -> None:
    name = f"{done.questionnaire.form} {done.version.name}".strip()
    if done.created:
        say(
            vi=f"{name}: đã nhận, {len(done.version.questions)} câu.",
            en=f"{name}: {len(done.version.questions)} questions.",
        )
    else:
        say(vi=f"{name}: không có gì thay đổi.", en=f"{name}: nothing changed.")
    _list(done.warnings)
