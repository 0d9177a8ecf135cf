"""Reports at the terminal: make one, list them, and draw a kept paper again."""

from pathlib import Path

import click

from terrace.cli.frame import REFUSED, WELL, say, servers


@click.group()
def report() -> None:
    """Make reports, list them, draw a kept paper again.

    \b
    Example:  terrace report make ktxh-month 08 2026-M10
              terrace report list
              terrace report reproduce 12 --out report.pdf
    Next:     open /reports/ in the browser.
    """


@report.command()
@click.argument("template")
@click.argument("place")
@click.argument("period")
def make(template: str, place: str, period: str) -> None:
    """Make the report of a place for a period, now, in this process.

    \b
    Example:  terrace report make ktxh-month 08 2026-M10
    Next:     open the address that it prints, or terrace report list.
    """
    with servers():
        from terrace.base.access.policy import SYSTEM
        from terrace.insight.reports import actions, making

        number = actions.make(SYSTEM, template, place, period)
        while making.left():
            pass
    say(vi=f"Báo cáo số {number}: /reports/{number}/", en=f"Report {number}: /reports/{number}/")


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
