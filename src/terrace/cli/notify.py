"""Commands about messages: does e-mail work, what is on its way."""

import click

from terrace.cli.frame import REFUSED, WELL, say, servers


@click.group()
def mail() -> None:
    """See whether e-mail works."""


@mail.command("test")
@click.argument("address")
def test_mail(address: str) -> None:
    """Hand a test message for ADDRESS to the mail server, and say what the server said.

    TERRACE_SMTP_URL names the server, TERRACE_MAIL_FROM the sender (see docs/operating.md). Workers are not needed.

    \b
    Example:  terrace mail test lan@example.gov.vn
    Next:     look whether it arrived, and not among the unwanted mail; then terrace notify status
    """
    with servers():
        from terrace.base.notify.channels import email

        place = email.test(address)
        say(vi=f"Đã giao thư thử cho {place}.", en=f"The test message was handed to {place}.")


@click.group()
def notify() -> None:
    """See what is on its way to people and systems."""


@notify.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Show what waits, what went out and what failed within a day, by channel.

    Exit code 1 when something has been due for more than ten minutes, or e-mail is set up wrongly.

    \b
    Example:  terrace notify status
    Next:     terrace mail test ADDRESS, when e-mail waits; terrace serve, when nothing moves.
    """
    with servers():
        from terrace.base.notify import queries

        stand = queries.stand()
        _tell_mail(stand.mail)
        say(vi="kênh\tchờ\tđến giờ\tđã gửi\thỏng", en="channel\twaiting\tdue\tsent\tfailed")
        for line in stand.lines:
            click.echo(f"{line.channel}\t{line.waiting}\t{line.due}\t{line.sent}\t{line.failed}\t{line.why}".rstrip())
        counts = {"new": stand.unplanned, "bad": stand.bounced, "off": stand.stopped}
        say(
            vi="{new} thông báo chưa xếp; {bad} địa chỉ thư hỏng; {off} webhook ngừng.".format(**counts),
            en="{new} notices not planned; {bad} addresses bounced; {off} webhooks stopped.".format(**counts),
        )
    late = any(line.oldest > LATE for line in stand.lines) or stand.mail == "?"
    ctx.exit(REFUSED if late else WELL)


#: Seconds after which something that is due is late.
LATE = 600.0


def _tell_mail(way: str) -> None:
    if not way:
        say(
            vi="Thư điện tử đang tắt (TERRACE_SMTP_URL); thông báo chỉ hiện trên trang.",
            en="E-mail is off (TERRACE_SMTP_URL); notices show in the site only.",
        )
    elif way == "?":
        say(vi="TERRACE_SMTP_URL không đúng.", en="TERRACE_SMTP_URL is not right.")
    else:
        say(vi=f"Thư điện tử đi qua {way}.", en=f"E-mail goes by {way}.")
