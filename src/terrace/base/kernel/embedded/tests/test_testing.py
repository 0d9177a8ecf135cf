"""The servers of a test run end with it, however it ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

RUN = """
import os, time
from terrace.base.kernel.embedded import testing
print(os.environ["TERRACE_HOME"], flush=True)
time.sleep(60)
"""


def test_a_killed_test_run_leaves_no_servers_and_no_home():
    bare = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NATS_URL"}}
    with subprocess.Popen([sys.executable, "-c", RUN], env=bare, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        home = Path(run.stdout.readline().strip())
        assert (home / "postgres" / "data" / "postmaster.pid").exists()
        run.kill()
    until = time.monotonic() + 30
    while home.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not home.exists()
