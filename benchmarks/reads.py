"""Reads of `GET /api/v1/figures` through the web server as `terrace serve` starts it, by clients that wait in turn."""

import asyncio
import time
from typing import Any
from urllib.parse import urlencode

from benchmarks import catalogue, load, meters, returns, world

PORT, CLIENTS = 18_941, 8


def run(seconds: int) -> dict[str, Any]:
    with world.made(web=PORT, hub=PORT + 1) as made, made.connect() as link:
        form = catalogue.form()
        bodies = [returns.body(form, commune, "2026-M10", n) for n, commune in enumerate(made.communes[:60])]
        asyncio.run(load.flood(made, "reads", bodies, time.monotonic() + 60))
        meters.await_quiet(made, link)
        return asyncio.run(_read(made, seconds))


async def _read(made: world.World, seconds: float) -> dict[str, Any]:
    """Each client asks again as soon as it is answered (one kept connection each)."""
    paths = [_path(world.PROVINCE, each) for each in catalogue.form()[:200]]
    paths += [_path(commune, catalogue.form()[0]) for commune in made.communes[:50]]
    for _ in range(100):  # the web process may still be starting
        try:
            await _client(made, paths[:5], time.monotonic() + 1)
            break
        except OSError:
            await asyncio.sleep(0.2)
    until = time.monotonic() + seconds
    took = await asyncio.gather(*(_client(made, paths[n::CLIENTS], until) for n in range(CLIENTS)))
    times = [each for own in took for each in own]
    return {"per_second": round(len(times) / seconds, 1), "p95_ms": meters.percentiles(times)["p95"]}


def _path(area: str, asked: catalogue.Asked) -> str:
    cell = ";".join(f"{name}={code}" for name, code in sorted(asked.breakdown.items()))
    query = {"indicator": asked.indicator, "area": area, "period": "2026-M10", "breakdown": cell}
    return f"/api/v1/figures?{urlencode(query)}"


async def _client(made: world.World, paths: list[str], until: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    times, turn = [], 0
    while time.monotonic() < until:
        started = time.perf_counter()
        writer.write(
            f"GET {paths[turn % len(paths)]} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
            f"Authorization: Bearer {made.token}\r\n\r\n".encode()
        )
        status = await _answered(reader)
        if status != 200:
            raise RuntimeError(f"{paths[turn % len(paths)]} was answered with {status}")
        times.append(time.perf_counter() - started)
        turn += 1
    writer.close()
    return times


async def _answered(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next(int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(length)
    return int(head.split(" ", 2)[1])


def tell(result: dict[str, Any]) -> list[str]:
    return [
        f"figures  {result['per_second']:>8} reads/s   p95 {result['p95_ms']} ms",
        f"({CLIENTS} clients with one token each waiting for its answer; no goal is set)",
    ]
