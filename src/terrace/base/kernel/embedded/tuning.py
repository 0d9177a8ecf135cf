"""PostgreSQL's settings, computed from the machine. Sizes in megabytes.

An operator adds settings in `postgres/extra.conf` in the home; they win over these.
"""

import contextlib
import os
from pathlib import Path

import psutil

MEGABYTE = 1024 * 1024
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108


def memory() -> int:
    """Megabytes that this process may use: the machine's, or the container's when that is less."""
    total = psutil.virtual_memory().total
    with contextlib.suppress(OSError, ValueError):
        total = min(total, int(CGROUP_LIMIT.read_text()))
    return total // MEGABYTE


def settings(socket: Path, extra: Path, *, durable: bool, lz4: bool) -> dict[str, str]:
    """Name → value, for `postgresql.conf`."""
    megabytes = memory()
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        **_memory(megabytes),
        **_journal(durable=durable, lz4=lz4),
        "jit": "off",
        "random_page_cost": "1.1",
        "max_locks_per_transaction": "256",
        "autovacuum_naptime": "15s",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u@%d ",
        "lc_messages": "C",
        "include_if_exists": str(extra),
    }


def _memory(megabytes: int) -> dict[str, str]:
    return {
        "shared_buffers": f"{max(64, min(2048, megabytes // 8))}MB",
        "effective_cache_size": f"{max(256, megabytes // 2)}MB",
        "maintenance_work_mem": f"{max(64, min(512, megabytes // 32))}MB",
        "work_mem": f"{max(8, min(32, megabytes // 256))}MB",
        "dynamic_shared_memory_type": "posix" if _roomy() else "sysv",
    }


def _journal(*, durable: bool, lz4: bool) -> dict[str, str]:
    on = "on" if durable else "off"
    return {
        "fsync": on,
        "synchronous_commit": on,
        "full_page_writes": on,
        "wal_compression": "lz4" if lz4 else "off",
        "max_wal_size": "4GB",
        "min_wal_size": "512MB" if durable else "80MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
    }


def _roomy() -> bool:
    """False where a container leaves parallel queries too little of `/dev/shm`."""
    try:
        room = os.statvfs(SHARED_MEMORY)
    except OSError:
        return False
    return room.f_blocks * room.f_frsize >= 512 * MEGABYTE


def text(values: dict[str, str]) -> str:
    """The settings as the text of `postgresql.conf`.

    >>> text({"port": "5432", "include_if_exists": "/a/b.conf"})
    "port = '5432'\\ninclude_if_exists '/a/b.conf'\\n"
    """
    lines = []
    for name, value in values.items():
        quoted = "'" + value.replace("'", "''") + "'"
        lines.append(f"{name} {quoted}" if name.startswith("include") else f"{name} = {quoted}")
    return "\n".join(lines) + "\n"
