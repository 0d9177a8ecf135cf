"""The command line: `terrace COMMAND`. Each command calls one action of a domain and says what happened.

Commands import what they need when they run, so that `terrace --help` is quick and the servers are up before
Django reads its settings. Faults are shown as problems with advice, never as traces (`--debug` shows them).
Listens to nothing, publishes nothing. What is not here: any rule; that is the domains'.
"""

from terrace.cli.frame import main

__all__ = ["main"]
