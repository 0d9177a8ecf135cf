"""Commands about the warehouse: make it anew, see how it stands."""

import sys

import click

from terrace.cli.frame import say, servers


@click.group()
def warehouse() -> None:
    """Make the warehouse for analysis anew, see how it stands.

    It follows figures by itself, and a site makes it when it is missing. All that it holds comes from PostgreSQL:
    its folder may be thrown away.

    \b
    Example:  terrace warehouse status
              terrace warehouse build
    """


@warehouse.command()
def build() -> None:
    """Make the whole warehouse anew from PostgreSQL, year by year.

    Questions are answered from the old one meanwhile. Stopped in between, it leaves what is right: run it again.

    \b
    Example:  terrace warehouse build
    Next:     terrace warehouse status
    """
    with servers():
        from terrace.insight.warehouse import store

        store.build(_progress)
        _tell()


def _progress(done: int, years: int, rows: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{100 * done // years:3d} %  {rows:,} ", nl=done == years, err=True)


@warehouse.command()
def status() -> None:
    """Show how many figures the warehouse holds, how fresh they are, and what waits to be folded.

    \b
    Example:  terrace warehouse status
    Next:     terrace verify, to compare every row with the figures.
    """
    with servers():
        _tell()


def _tell() -> None:
    from django.utils import timezone

    from terrace.insight.warehouse import store

    now = store.current().standing()
    if not now.built:
        say(vi="Chưa có kho phân tích: terrace warehouse build.", en="No warehouse yet: terrace warehouse build.")
        return
    fresh, held = timezone.localtime(now.fresh_at), f"{now.size / 1e6:.1f} MB"
    say(
        vi=f"{now.rows} số liệu, {now.waiting} thay đổi chưa gộp, {now.files} tệp, {held}.",
        en=f"{now.rows} figures, {now.waiting} changes not folded, {now.files} files, {held}.",
    )
    say(vi=f"Mới đến {fresh:%d/%m/%Y %H:%M:%S}.", en=f"Fresh to {fresh:%Y-%m-%d %H:%M:%S}.")
