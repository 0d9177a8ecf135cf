"""Reports at the terminal: make one, list them, draw a kept paper again, prove its numbers."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from terrace.cli.frame import REFUSED, WELL, say, servers

if TYPE_CHECKING:
    from terrace.insight.reports.verifying import Verdict


@click.group()
def report() -> None:
    """Make reports, list them, draw a kept paper again, prove their numbers.

    \b
    Example:  terrace report make ktxh-month 08 2026-M10
              terrace report list
              terrace report reproduce 12 --out report.pdf
              terrace report verify 12
    Next:     open /reports/ in the browser.
    """


@report.command()
@click.argument("template")
@click.argument("place")
@click.argument("period")
@click.pass_context
def make(ctx: click.Context, template: str, place: str, period: str) -> None:
    """Make the report of a place for a period, now, in this process.

    While returns that came in are not rolled up yet, it is left to a worker.

    \b
    Example:  terrace report make ktxh-month 08 2026-M10
    Next:     open the address that it prints, or terrace report list.
    """
    with servers():
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.reports import actions, making

        number = actions.make(SYSTEM, template, place, period)
        while making.work():
            pass
        waits = making.waits(number)
    say(vi=f"Báo cáo số {number}: /reports/{number}/", en=f"Report {number}: /reports/{number}/")
    if waits:
        say(
            vi="Còn báo cáo đã nhận đang chờ tổng hợp; terrace worker sẽ lập khi tổng hợp xong.",
            en="Returns that came in wait for the roll-up; terrace worker makes the report when they are in.",
        )
    ctx.exit(REFUSED if waits else WELL)


@report.command("list")
@click.option("--most", default=50, help="Reports at the most.")
def list_(most: int) -> None:
    """The newest reports: number, template, place, period, edition, state, sign.

    \b
    Example:  terrace report list --most 10
    Next:     terrace report reproduce NUMBER, or open /reports/NUMBER/.
    """
    with servers():
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.reports import queries

        for each in queries.listed(SYSTEM, most=most):
            said = [each.template, each.place_code, each.period.code, str(each.edition), each.state, each.sign]
            click.echo("\t".join([str(each.id), *said]).rstrip())


@report.command()
@click.argument("number", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the PDF.")
@click.pass_context
def reproduce(ctx: click.Context, number: int, out: Path | None) -> None:
    """Draw the paper of a report again, and say whether it is the same, byte for byte.

    \b
    Example:  terrace report reproduce 12 --out report.pdf
    Next:     where it differs, look which edition of the printer made it.
    """
    with servers():
        from terrace.insight.reports import reproducing

        again = reproducing.again(number)
    if out:
        out.write_bytes(again.pdf)
    if not again.whole:
        say(vi="Dữ liệu của báo cáo KHÔNG còn như khi lập.", en="The snapshot is NOT as it was made.")
    if again.same is None:
        say(vi="Báo cáo chưa duyệt nên chưa có bản để so.", en="It is not approved, so there is no paper to compare.")
    elif again.same:
        say(vi="Bản in trùng từng byte với bản đã duyệt.", en="The paper is the same, byte for byte.")
    else:
        say(vi=f"Bản in KHÁC: {again.printer} → {again.now}", en=f"The paper DIFFERS: {again.printer} → {again.now}")
    ctx.exit(WELL if again.whole and again.same is not False else REFUSED)


@report.command()
@click.argument("numbers", type=int, metavar="[NUMBER]...", nargs=-1)
@click.pass_context
def verify(ctx: click.Context, numbers: tuple[int, ...]) -> None:
    """Work every number of reports out again, as it was known when they were made, and compare.

    Prints each number that differs and exits with 1 when there is one. Without numbers: all reports.

    \b
    Example:  terrace report verify
              terrace report verify 12
    Next:     a difference is a defect, or an indicator or a map was changed since: see the log of changes.
    """
    with servers():
        from terrace.insight.reports import verifying

        verdicts = [verifying.verify(each) for each in numbers or verifying.made()]
    for verdict in verdicts:
        _tell(verdict)
    ctx.exit(WELL if all(each.good for each in verdicts) else REFUSED)


def _tell(verdict: "Verdict") -> None:
    number = verdict.number
    if not verdict.whole:
        say(
            vi=f"Báo cáo {number}: dữ liệu KHÔNG còn như khi lập.",
            en=f"Report {number}: the snapshot is NOT as it was made.",
        )
    for one in verdict.differences:
        click.echo(f"{one.words}\n  report  {one.kept}\n  figure  {one.figure}")
    say(
        vi=f"Báo cáo {number}: {verdict.figures} số liệu, {len(verdict.differences)} số sai lệch.",
        en=f"Report {number}: {verdict.figures} figures, {len(verdict.differences)} differ.",
    )
