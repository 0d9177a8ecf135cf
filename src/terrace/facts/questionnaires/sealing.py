"""What was written in an answer, encrypted at rest under the installation's secret.

A key of its own is derived from the secret (HKDF), so that a session's signature says nothing about it. Whoever has
both the database and the secret can read; attachments are not encrypted.
"""

import base64
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from terrace.facts.questionnaires import problems


@cache
def _key(secret: str, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"terrace questionnaires " + use).derive(secret.encode())


def seal(content: bytes) -> bytes:
    """Encrypted and signed."""
    return Fernet(base64.urlsafe_b64encode(_key(settings.SECRET_KEY, b"seal"))).encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """What was sealed; raises Refused when the secret is another one by now."""
    try:
        return Fernet(base64.urlsafe_b64encode(_key(settings.SECRET_KEY, b"seal"))).decrypt(sealed)
    except InvalidToken as error:
        raise problems.SEALED.problem() from error


def digest(content: bytes) -> bytes:
    """Tells equal contents from others, and nothing to whoever lacks the secret."""
    return hmac.digest(_key(settings.SECRET_KEY, b"digest"), content, "sha256")
