"""The embedded PostgreSQL: started, shared, killed in every manner, and started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from terrace.base.kernel import embedded
from terrace.base.kernel.embedded import postgres
from terrace.base.kernel.problems import Refused

HOLDER = """
import sys, time
from pathlib import Path
from terrace.base.kernel.embedded import postgres
with postgres.running(Path(sys.argv[1]), durable=False):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home():
    """A folder that an ordinary user may enter, as a home usually is."""
    folder = Path(tempfile.mkdtemp(prefix="terrace-test-"))
    folder.chmod(0o755)
    yield folder
    postgres.stop(folder)
    place = postgres.cluster(folder).place
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def hold(home: Path) -> subprocess.Popen[str]:
    """Another process that holds a share until its input closes."""
    command = [sys.executable, "-c", HOLDER, str(home)]
    other = subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout
    assert other.stdout.readline() == "up\n"
    return other


def release(other: subprocess.Popen[str]) -> None:
    other.communicate("")
    other.wait(20)


def ask(url: str, query: Any = "select 1") -> Any:
    with psycopg.connect(url, autocommit=True) as link:
        *before, last = query.split(";")
        for statement in before:
            link.execute(statement)
        row = link.execute(last).fetchone()
        assert row
        return row[0]


def server(home: Path) -> Any:
    """The process, or None."""
    return postgres.process(postgres.cluster(home))


def test_it_starts_and_stops(home):
    with postgres.running(home, durable=False) as url:
        assert ask(url, "select current_user::text || '@' || current_database()") == "terrace@terrace"
        assert ask(url, "select current_setting('listen_addresses')") == ""
    assert server(home) is None
    with pytest.raises(psycopg.OperationalError):
        ask(url)


def test_it_sorts_by_code_point_and_knows_vietnamese_case(home):
    with postgres.running(home, durable=False) as url:
        assert ask(url, "select lower('ĐẮK LẮK')") == "đắk lắk"
        assert ask(url, "select 'Z' < 'a'")


def test_only_its_starter_may_enter(home):
    with postgres.running(home, durable=False):
        own = postgres.cluster(home)
        assert (own.data / "pg_hba.conf").read_text().split() == [
            "local",
            "all",
            "all",
            "peer",
            "map=terrace",
        ]
        assert own.socket.stat().st_mode & 0o777 == 0o700


def test_it_is_durable_unless_a_test_asks_otherwise(home):
    with postgres.running(home) as url:
        assert ask(url, "select current_setting('fsync')") == "on"
        assert ask(url, "select current_setting('synchronous_commit')") == "on"


def test_two_processes_share_one_server_and_the_last_one_stops_it(home):
    other = hold(home)
    with postgres.running(home, durable=False) as url:
        first = server(home).pid
        release(other)
        assert server(home).pid == first
        assert ask(url) == 1
    assert server(home) is None


def test_a_killed_process_leaves_a_server_that_the_next_one_takes_over(home):
    other = hold(home)
    first = server(home).pid
    other.kill()
    other.communicate()
    with postgres.running(home, durable=False) as url:
        assert server(home).pid == first
        assert ask(url) == 1
    assert server(home) is None


def kill(home: Path) -> None:
    """`kill -9` of the server; gives its sessions no time to end."""
    server(home).send_signal(signal.SIGKILL)
    while server(home):
        time.sleep(0.01)


def test_what_was_committed_survives_a_killed_server(home):
    with postgres.running(home) as url:
        ask(url, "create table kept as select 7 as n; select n from kept")
        kill(home)
    with postgres.running(home) as url:
        assert ask(url, "select n from kept") == 7


def test_a_server_that_died_in_use_is_revived(home):
    with postgres.running(home, durable=False) as url:
        assert not postgres.revive(home)
        kill(home)
        assert postgres.revive(home)
        assert ask(url) == 1


def test_a_server_that_cannot_start_yet_is_tried_again(home):
    with postgres.running(home, durable=False) as url:
        (home / "extra.conf").write_text("no_such_setting = on\n")
        kill(home)
        assert not embedded.revived(postgres, home)
        (home / "extra.conf").unlink()
        assert embedded.revived(postgres, home)
        assert ask(url) == 1


def test_a_pid_that_another_program_has_now_does_not_block_the_start(home):
    with postgres.running(home, durable=False):
        own = postgres.cluster(home)
        written = (own.data / "postmaster.pid").read_text()
    _, rest = written.split("\n", 1)
    (own.data / "postmaster.pid").write_text(f"{os.getpid()}\n{rest}")
    with postgres.running(home, durable=False) as url:
        assert ask(url) == 1


def test_a_first_start_that_was_cut_short_is_made_anew(home):
    (home / "data.new").mkdir()
    (home / "data.new" / "half").touch()
    with postgres.running(home, durable=False) as url:
        assert ask(url) == 1
    assert not (home / "data.new").exists()


def test_a_deep_home_gets_a_short_socket(home):
    deep = home / ("x" * 110)
    try:
        with postgres.running(deep, durable=False) as url:
            assert len(url) < 120
            assert ask(url) == 1
    finally:
        shutil.rmtree(postgres.cluster(deep).socket, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as another user")
def test_a_home_that_only_root_can_enter_keeps_its_data_outside(home):
    home.chmod(0o700)
    with postgres.running(home, durable=False) as url:
        assert postgres.cluster(home).place != home
        assert ask(url) == 1


def test_data_of_another_version_are_refused_with_advice(home):
    with postgres.running(home, durable=False):
        own = postgres.cluster(home)
    (own.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Refused) as refused, postgres.running(home):
        pass
    assert refused.value.faults[0].code == "embedded.other_version"


def test_an_operator_can_add_settings(home):
    (home / "extra.conf").write_text("work_mem = '5MB'\n")
    with postgres.running(home, durable=False) as url:
        assert ask(url, "show work_mem") == "5MB"


def test_a_wrong_setting_is_a_problem_and_not_a_trace(home):
    (home / "extra.conf").write_text("work_mem = 'nonsense'\n")
    with pytest.raises(Refused) as refused, postgres.running(home, durable=False):
        pass
    assert refused.value.faults[0].code == "embedded.not_started"
