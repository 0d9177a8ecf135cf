"""The address of whoever asks."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw.

    `TRUSTED_PROXIES` says how many proxies stand in front (0: the connection itself); what a client writes
    into `X-Forwarded-For` by itself is never believed.
    """
    proxies: int = getattr(settings, "TRUSTED_PROXIES", 0)
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
