"""The demo from start to end: fill, say where to look, keep the site and the officers running."""

import os
import sys

import click
from django.db import connections

from terrace.base.kernel import conf, site
from terrace.base.kernel.supervision import Job
from terrace.demo import accounts, filling, panel

FIRST = {
    "vi": "Chuẩn bị bản trình diễn (lần đầu khoảng một phút) …",
    "en": "Preparing the demo (about a minute the first time) …",
}
#: Seconds that the processes of the site need to be there; the given seconds are counted after them.
STARTING = 5


def run(seconds: int | None, port: int, language: str) -> None:
    """See `terrace.demo.run`."""
    os.environ.setdefault("TERRACE_SMTP_URL", f"maildir:{conf.home() / 'mail'}")
    os.environ.setdefault("TERRACE_SITE", f"http://{site.HOST}:{port}")
    click.echo(FIRST["en" if language == "en" else "vi"])
    simulation = filling.fill(language)
    accounts.tokens(simulation.ground)
    shown = accounts.shown(simulation, language)
    connections.close_all()
    panel.show(language, port, shown, seconds)
    until = None if seconds is None else seconds + STARTING
    site.run(site.HOST, port, port + 1, more=[officers()], seconds=until)


def officers() -> Job:
    return Job("officers", (sys.executable, "-m", "terrace.demo"))
