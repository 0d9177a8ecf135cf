"""Telephone numbers, addresses of browsers and secrets of webhooks, encrypted under the installation's secret."""

import base64
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from terrace.base.notify import problems


@cache
def _key(secret: str, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"terrace notify " + use).derive(secret.encode())


def _box() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_key(each, b"seal"))) for each in secrets])


def seal(content: str) -> bytes:
    """Encrypted and signed."""
    return _box().encrypt(content.encode())


def unseal(sealed: bytes) -> str:
    """What was sealed; raises Refused when the secret is another one by now."""
    try:
        return _box().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise problems.SEALED.problem() from error


def mark(content: str, use: str = "mark") -> bytes:
    """Tells equal contents from others, and nothing to whoever lacks the secret."""
    return hmac.digest(_key(settings.SECRET_KEY, use.encode()), content.encode(), "sha256")
