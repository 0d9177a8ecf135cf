"""The command line as people use it: real processes, real servers, a home of their own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import pytest

from terrace.base.kernel import site
from terrace.base.kernel.embedded import nats, postgres
from terrace.cli import frame


@pytest.fixture
def home():
    folder = Path(tempfile.mkdtemp(prefix="terrace-test-"))
    folder.chmod(0o755)
    yield folder
    postgres.stop(folder / "postgres")
    nats.stop(folder / "nats")
    shutil.rmtree(folder, ignore_errors=True)


def surroundings(home: Path) -> dict[str, str]:
    """The environment without servers of the test run."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "NATS_URL", "LC_ALL"}}
    return kept | {"TERRACE_HOME": str(home), "LANG": "en_US.UTF-8"}


def terrace(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "terrace.cli", *arguments]
    return subprocess.run(command, env=surroundings(home), capture_output=True, text=True, timeout=600, check=False)


def commands(group=frame.terrace, path=()):
    """Every command with its words, groups included."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_each_command_says_what_it_does_shows_an_example_and_what_comes_next():
    for words, command in commands():
        assert command.help, words
        if not isinstance(command, click.Group):
            assert f"Example:  terrace {' '.join(words)}" in command.help, words
            assert "Next:" in command.help, words


def test_the_manual_needs_no_server(home):
    shown = terrace(home, "--help")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in frame.COMMANDS)
    assert list(home.iterdir()) == []


def test_wrong_usage_exits_with_2(home):
    assert terrace(home, "bench", "nothing").returncode == 2
    assert terrace(home, "no-such-command").returncode == 2


def test_a_fault_is_a_problem_in_the_language_asked_for(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        english = terrace(home, "serve", "--port", port)
        vietnamese = terrace(home, "--language", "vi", "serve", "--port", port)
    assert english.returncode == vietnamese.returncode == 1
    assert "is used by another program" in english.stderr
    assert "đang được chương trình khác dùng" in vietnamese.stderr
    assert "Traceback" not in english.stderr


def test_a_database_that_is_not_there_is_a_problem_with_advice(home):
    wrong = surroundings(home) | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "NATS_URL": "nats://127.0.0.1:1",
    }
    command = [sys.executable, "-m", "terrace.cli", "user", "list"]
    shown = subprocess.run(command, env=wrong, capture_output=True, text=True, timeout=600, check=False)
    assert shown.returncode == 1
    assert "database.unreachable" in shown.stderr
    assert "Traceback" not in shown.stderr


def _broken(name: str) -> None:
    raise KeyError(name)


def test_an_unexpected_fault_is_kept_in_the_log_and_shown_with_debug(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path))
    monkeypatch.setattr("terrace.cli.proof._benchmark", _broken)
    assert frame.run(["bench", "road"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert "KeyError" in (tmp_path / "terrace.log").read_text()
    assert frame.run(["--debug", "bench", "road"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_empty_home_becomes_a_working_installation(home):
    assert terrace(home, "migrate").returncode == 0
    made = terrace(home, "user", "create", "--system", "feed", "Feed of the commune")
    assert (made.returncode, made.stderr) == (0, "")
    granted = terrace(home, "user", "grant", "feed", "system-client", "VN")
    assert (granted.returncode, granted.stderr) == (0, "")
    token = terrace(home, "token", "create", "feed", "first")
    assert (token.returncode, token.stderr) == (0, "")
    assert token.stdout.strip() not in terrace(home, "token", "list").stdout
    assert "feed" in terrace(home, "user", "list").stdout
    verified = terrace(home, "verify")
    nothing = (
        "0 observations, 0 figures, 0 cells differ.",
        "There is no warehouse yet.",
        "Published: 0 figures, 0 of them kept back, 0 cells differ.",
    )
    assert (verified.returncode, tuple(verified.stdout.splitlines())) == (0, nothing)
    healthy = json.loads(terrace(home, "doctor", "--json").stdout)
    states = {finding["name"]: finding["state"] for finding in healthy}
    assert states["mail"] == "warn"
    assert states["database"] == states["migrations"] == states["streams"] == states["secrets"] == "ok"
    assert postgres.process(postgres.cluster(home / "postgres")) is None


HOLDER = """
import signal, time
from terrace.cli import frame
signal.signal(signal.SIGTERM, frame._leave)
with frame.servers():
    print("up", flush=True)
    time.sleep(60)
"""


def test_a_command_that_is_told_to_end_leaves_no_server_behind(home):
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, env=surroundings(home), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert postgres.process(postgres.cluster(home / "postgres")) is None
    assert nats.process(home / "nats") is None


@pytest.mark.chaos
def test_the_site_starts_again_after_kill_9_of_everything(home):
    assert terrace(home, "migrate").returncode == 0
    ports = _two_ports()
    for _ in range(2):
        running = _serve(home, *ports)
        _await_page(ports[0])
        running.kill()
        running.wait()
        _kill_servers(home)
    last = _serve(home, *ports)
    _await_page(ports[0])
    _await_page(ports[0], "/static/ui/build/terrace.css")
    last.terminate()
    assert last.wait(60) == 0
    assert postgres.process(postgres.cluster(home / "postgres")) is None


def _two_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _serve(home: Path, port: int, live_port: int) -> subprocess.Popen[bytes]:
    until = time.monotonic() + 30
    while not all(site.free("127.0.0.1", one) for one in (port, live_port)):
        assert time.monotonic() < until, "children of a killed site still listen"
        time.sleep(0.05)
    options = ("--port", str(port), "--live-port", str(live_port), "--workers", "1")
    return subprocess.Popen([sys.executable, "-m", "terrace.cli", "serve", *options], env=surroundings(home))


def _await_page(port: int, path: str = "/login") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
                link.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
                if link.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("the site did not answer")


def _kill_servers(home: Path) -> None:
    for server in (postgres.process(postgres.cluster(home / "postgres")), nats.process(home / "nats")):
        if server:
            server.kill()
