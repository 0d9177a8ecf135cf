"""SFTP with a real client: senders put files in, and can do nothing else."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from terrace.facts.bulk import actions as bulk
from terrace.facts.bulk.models import Job
from terrace.facts.collection.models import Submission
from terrace.facts.gateways import sftp
from terrace.facts.gateways.inbox import folders, senders, watching
from terrace.facts.gateways.tests.conftest import A, B, somebody

pytestmark = [pytest.mark.django_db(transaction=True)]
ROW = f"indicator,area,period,value\nPIGS,{A},2026-M10,12\n"


@pytest.fixture
def drop(tmp_path, monkeypatch, lasting, hoa) -> Path:
    """The folder of Hoa, who is registered with a key."""
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path))
    monkeypatch.setattr(folders, "QUIET", 0.0)
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(tmp_path / "key"))
    senders.add(hoa.person, "commune", sftp.public_key(key.export_public_key().decode()))
    return folders.sftp_root() / "hoa"


@asynccontextmanager
async def client(**how: Any):
    """A log-in at a running server."""
    server = await sftp.listen("127.0.0.1", 0)
    try:
        more = {"known_hosts": None, "config": None, "agent_path": None, "client_keys": None} | how
        async with asyncssh.connect("127.0.0.1", server.get_port(), **more) as line:
            yield line
    finally:
        server.close()
        await server.wait_closed()


def run(work: Any) -> Any:
    try:
        return asyncio.run(work)
    finally:
        sftp.let_go()


async def _upload(token: str, name: str, text: str, final: str = "") -> None:
    async with client(username="hoa", password=token) as line, line.start_sftp_client() as files:
        async with files.open(name, "w") as file:
            await file.write(text)
        if final:
            await files.rename(name, final)


def test_a_file_comes_in_with_a_token_and_is_stored(drop, hoa):
    run(_upload(hoa.token, "a.csv.part", ROW, "a.csv"))
    watching.look()
    bulk.run(Job.objects.get().pk)
    watching.look()
    assert (drop / "done" / "a.csv").read_text() == ROW
    assert (Submission.objects.get().door, Submission.objects.get().person_id) == ("sftp", hoa.person.pk)


def test_a_registered_key_opens_too(drop, tmp_path):
    async def work() -> list[str]:
        how = {"username": "hoa", "client_keys": [str(tmp_path / "key")]}
        async with client(**how) as line, line.start_sftp_client() as files:
            async with files.open("/a.csv", "w") as file:
                await file.write(ROW)
            return [name for name in await files.listdir(".") if name not in {".", ".."}]

    assert run(work()) == ["a.csv"]


def test_wrong_log_ins_are_refused_and_counted(drop, hoa):
    binh = somebody("binh", "Lý Văn Bình", B)

    async def attempt(username: str, password: str) -> str:
        try:
            async with client(username=username, password=password):
                return "in"
        except asyncssh.PermissionDenied:
            return "denied"

    async def work() -> list[str]:
        tried = [("hoa", "trc_1_wrong"), ("hoa", binh.token), ("binh", binh.token), ("nobody", hoa.token)]
        found = [await attempt(*each) for each in tried]
        found += [await attempt("hoa", f"wrong {number}") for number in range(6)]
        return [*found, await attempt("hoa", hoa.token)]

    assert set(run(work())) == {"denied"}


def test_nothing_but_putting_files_in_is_allowed(drop, hoa, tmp_path):
    (tmp_path / "outside.txt").write_text("secret")
    refused = drop / "refused"
    refused.mkdir(parents=True)
    (refused / "x.csv.problems.txt").write_text("because")
    (drop / "there.csv").write_text(ROW)

    async def denied(work: Any) -> bool:
        try:
            await work
        except (asyncssh.SFTPError, asyncssh.ChannelOpenError, asyncssh.ProcessError):
            return True
        return False

    async def read(files: Any, name: str) -> str:
        async with files.open(name) as file:
            return str(await file.read())

    async def write(files: Any, name: str, how: str = "w") -> None:
        async with files.open(name, how) as file:
            await file.write("x")

    async def work() -> list[bool]:
        async with client(username="hoa", password=hoa.token) as line, line.start_sftp_client() as files:
            assert await read(files, "refused/x.csv.problems.txt") == "because"
            return [
                await denied(each)
                for each in (
                    read(files, "there.csv"),
                    read(files, "../../../outside.txt"),
                    read(files, "/etc/passwd"),
                    write(files, "done/x.csv"),
                    write(files, ".hidden"),
                    write(files, "sender.toml"),
                    write(files, "../up.csv/x"),
                    write(files, "there.csv", "r+"),
                    files.remove("there.csv"),
                    files.mkdir("new"),
                    files.symlink("/etc/passwd", "link.csv"),
                    files.link("there.csv", "hard.csv"),
                    files.rename("there.csv", "done"),
                    files.rename("there.csv", "refused/there.csv"),
                    line.run("id", check=True),
                    line.open_connection("127.0.0.1", 1),
                )
            ]

    assert all(run(work()))
    assert not (tmp_path / "sftp" / "up.csv").exists()


def test_a_file_that_is_too_large_is_refused(drop, hoa, monkeypatch):
    monkeypatch.setattr(sftp, "LARGEST", 10)
    with pytest.raises(asyncssh.SFTPError):
        run(_upload(hoa.token, "a.csv", ROW))


def test_the_host_key_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("TERRACE_HOME", str(tmp_path))
    first = sftp.host_key().read_bytes()
    assert sftp.host_key().read_bytes() == first
    assert sftp.host_key().stat().st_mode & 0o777 == 0o600
