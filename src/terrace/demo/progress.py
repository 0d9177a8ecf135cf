"""What the demo says while it fills: one line that counts up, or on paper a line now and then."""

import sys
import time

import click

#: Percent between two lines when the output is not a terminal.
STEP, WHOLE = 25, 100


class Progress:
    """A piece of work of known size."""

    def __init__(self, text: str, whole: int) -> None:
        self.text, self.whole, self.done = text, max(whole, 1), 0
        self.began, self.told = time.monotonic(), -STEP

    def add(self, done: int) -> None:
        """So much more is done; the last hundredth is for `close`."""
        self.done += done
        self._show(min(99, 100 * self.done // self.whole))

    def _show(self, percent: int) -> None:
        line = f"  {self.text}: {percent:3d} %  {time.monotonic() - self.began:4.0f} s"
        if sys.stdout.isatty():
            click.echo(f"\r{line}", nl=False)
        elif percent >= self.told + STEP or percent == WHOLE:
            self.told = percent
            click.echo(line)

    def close(self) -> None:
        """The work is over."""
        self._show(WHOLE)
        if sys.stdout.isatty():
            click.echo()
