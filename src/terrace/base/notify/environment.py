"""What the environment says about messages."""

import ipaddress
import os
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from terrace.base.kernel import conf
from terrace.base.notify import problems

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PORTS = {"smtp": 25, "smtps": 465}
#: Seconds for a mail server, a webhook, a push service or a gateway to answer.
PATIENCE = 20.0
#: Days for which notices are kept unless the environment says otherwise; the fewest, the most.
NOTICE_DAYS, LEAST_DAYS, MOST_DAYS = 400, 30, 36_500


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. `tls`: from the first byte; `starttls`: it must be offered, and is used."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False
    check: bool = True


@dataclass(frozen=True, slots=True)
class Maildir:
    """A folder in which messages are put instead of being sent."""

    path: Path


def mail() -> Smtp | Maildir | None:
    """`TERRACE_SMTP_URL`: where e-mail goes; None when e-mail is off. Raises `notify.smtp_url`."""
    url = os.environ.get("TERRACE_SMTP_URL", "").strip()
    if not url:
        return None
    if url.startswith("maildir:"):
        return Maildir(Path(url.removeprefix("maildir:").removeprefix("//")).expanduser())
    try:
        return _smtp(url)
    except ValueError as error:
        raise problems.SMTP_URL.problem(why=error) from error


def _smtp(url: str) -> Smtp:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("smtp://host, smtps://host or maildir:PATH")
    options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    if unknown := set(options) - {"starttls", "insecure"}:
        raise ValueError(f"?{min(unknown)}=")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise ValueError("user and password in ASCII")
    yes = {name for name, value in options.items() if value in {"1", "true", "yes"}}
    port = parts.port or (587 if "starttls" in yes else PORTS[parts.scheme])
    return Smtp(
        parts.hostname, port, user, password, parts.scheme == "smtps", "starttls" in yes, check="insecure" not in yes
    )


def mail_from() -> str:
    """`TERRACE_MAIL_FROM`: the sender, with or without a name: `Terrace <terrace@tinh.gov.vn>`."""
    return os.environ.get("TERRACE_MAIL_FROM", "").strip() or f"Terrace <terrace@{_host()}>"


def _host() -> str:
    """The host of the site, for a sender that was not named."""
    host = urlsplit(site() or (conf.listed("TERRACE_ORIGINS", "") or [""])[0]).hostname or ""
    return host if "." in host and not host.replace(".", "").isdigit() else "terrace.invalid"


def mail_domain() -> str:
    """The domain of the sender: of Message-IDs too."""
    return parseaddr(mail_from())[1].rpartition("@")[2] or "terrace.invalid"


@dataclass(frozen=True, slots=True)
class Listening:
    """Where bounces are received, and the domain of the return paths that lead there."""

    host: str
    port: int
    domain: str


def bounces() -> Listening | None:
    """`TERRACE_BOUNCE_LISTEN`: `HOST:PORT` or `HOST:PORT/DOMAIN`; None when nobody listens.

    Raises `notify.bounce_listen`.
    """
    given = os.environ.get("TERRACE_BOUNCE_LISTEN", "").strip()
    if not given:
        return None
    place, _, domain = given.partition("/")
    host, _, port = place.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65_536):  # noqa: PLR2004 - ports
        raise problems.BOUNCE_LISTEN.problem(text=given[:80])
    return Listening(host.strip("[]") or "127.0.0.1", int(port), domain or mail_domain())


def site() -> str:
    """`TERRACE_SITE`: the address of the site in messages; '' when only `TERRACE_ORIGINS` says it."""
    return os.environ.get("TERRACE_SITE", "").strip().rstrip("/")


def notice_days() -> int:
    """`TERRACE_NOTICE_DAYS`: days for which notices and their deliveries are kept. Raises `notify.notice_days`."""
    given = os.environ.get("TERRACE_NOTICE_DAYS", "").strip() or str(NOTICE_DAYS)
    if not (given.isascii() and given.isdigit() and LEAST_DAYS <= int(given) <= MOST_DAYS):
        raise problems.NOTICE_DAYS.problem(text=given[:80], least=LEAST_DAYS)
    return int(given)


def sms() -> str:
    """`TERRACE_SMS_URL`: the gateway (`https://token@host/path`) or `file:PATH`; '' when there is none."""
    return os.environ.get("TERRACE_SMS_URL", "").strip()


def private_networks() -> list[Network]:
    """`TERRACE_PRIVATE_NETWORKS`: networks inside the house that webhooks and push services may be in.

    Raises `notify.private_networks`.
    """
    try:
        return [ipaddress.ip_network(each, strict=False) for each in conf.listed("TERRACE_PRIVATE_NETWORKS", "")]
    except ValueError as error:
        raise problems.NETWORKS.problem(why=error) from error


def mail_on() -> bool:
    """True when e-mail goes anywhere; an address that is wrong counts, so that what waits is not lost."""
    return bool(os.environ.get("TERRACE_SMTP_URL", "").strip())
