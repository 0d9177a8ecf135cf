"""What a worker does in threads: each kind of work has a connection while it works, and none while it rests."""

import asyncio

import pytest
from django.db import connection

from terrace.base.bus import worker


def _asked() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _is_open() -> bool:
    return connection.connection is not None


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_kept_between_two_works_and_given_back_at_rest(monkeypatch):
    async def works() -> tuple[object, object, object]:
        hand = worker.Hand("test")
        first, second = await hand.do(_asked), await hand.do(_asked)
        monkeypatch.setattr(worker, "IDLE", 0.0)
        await hand.do(_asked)
        await asyncio.sleep(0.05)
        monkeypatch.setattr(worker, "IDLE", 60.0)
        return first, second, await hand.do(_is_open)

    first, second, is_open = asyncio.run(works())
    assert first == second
    assert is_open is False


def test_what_fails_is_told_to_whoever_asked():
    async def fails() -> None:
        await worker.Hand("test").do(int, "x")

    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(fails())
