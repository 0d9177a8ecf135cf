"""What the environment says: where the home is, which servers to use, which secret signs."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def home() -> Path:
    """The folder of everything that this installation keeps (`TERRACE_HOME`, default `.terrace`)."""
    return Path(os.environ.get("TERRACE_HOME", ".terrace")).absolute()


def listed(name: str, default: str) -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def flag(name: str) -> bool:
    """True when the variable is set to 1, true or yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def secret_key() -> str:
    """`TERRACE_SECRET_KEY`, else one made at first use and kept in the home, readable by its owner only."""
    if given := os.environ.get("TERRACE_SECRET_KEY"):
        return given
    kept = home() / "secret_key"
    if not kept.exists():
        _write_once(kept, secrets.token_urlsafe(48))
    return kept.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Create the file whole or not at all; the first of several processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its secret is the one to use
    finally:
        draft.unlink()


def embedded_database() -> bool:
    """True when PostgreSQL is the one that Terrace starts by itself."""
    return not os.environ.get("DATABASE_URL")


def database_url() -> str:
    """`DATABASE_URL`, else the address of the embedded cluster (before its first start: where it will be)."""
    written = _written("postgres")
    return os.environ.get("DATABASE_URL") or written or f"postgresql://terrace@/terrace?host={home()}/postgres/run"


def database() -> dict[str, Any]:
    """The Django setting for `database_url()`; `TERRACE_ROLE` (for web processes) is taken on at connect."""
    parts = urlsplit(database_url())
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", parts.hostname or "")
    if role := os.environ.get("TERRACE_ROLE"):
        query["options"] = f"{query.get('options', '')} -c role={role}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "terrace",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def embedded_nats() -> bool:
    """True when NATS is the one that Terrace starts by itself."""
    return not os.environ.get("NATS_URL")


def nats_url() -> str:
    """`NATS_URL`, else the address of the embedded server (empty before its first start)."""
    return os.environ.get("NATS_URL") or _written("nats")


def _written(server: str) -> str:
    """The address that an embedded server left in the home, or nothing."""
    kept = home() / server / "url"
    return kept.read_text().strip() if kept.exists() else ""
