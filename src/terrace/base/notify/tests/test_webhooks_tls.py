"""Webhooks over TLS: to a server whose certificate an authority that this machine trusts has signed, and to no other.

The authority is one of the test's own; the machine trusts it through `SSL_CERT_FILE`, as it would one of the province.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from terrace.base.access import policy
from terrace.base.access.tests.land import At
from terrace.base.notify import actions, webhooks
from terrace.base.notify.messages import Need
from terrace.base.notify.models import Delivery
from terrace.base.notify.tests.conftest import go_out, message
from terrace.base.notify.tests.servers import Web, web_server
from terrace.base.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("web")]
HERE: x509.GeneralName = x509.IPAddress(ip_address("127.0.0.1"))
ELSEWHERE: x509.GeneralName = x509.DNSName("elsewhere.test.vn")
PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Authority:
    """Who signs certificates; its own is in `file`."""

    key: ec.EllipticCurvePrivateKey
    name: x509.Name
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "authority.pem"

    def sign(self, name: x509.Name, key: Any, until: datetime, *more: x509.ExtensionType) -> x509.Certificate:
        made = x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key)
        made = made.serial_number(x509.random_serial_number())
        made = made.not_valid_before(until - timedelta(days=9)).not_valid_after(until)
        for extension in more:
            made = made.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return made.sign(self.key, hashes.SHA256())

    def context(self, alternative: x509.GeneralName, days: int = 1) -> ssl.SSLContext:
        """What a server shows that has a certificate of this authority, for so many days from now."""
        key, until = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC) + timedelta(days=days)
        whose = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        signed = self.sign(_name("hook"), key.public_key(), until, x509.SubjectAlternativeName([alternative]), whose)
        kept = self.folder / "server.pem"
        own = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        kept.write_bytes(own + signed.public_bytes(PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(kept)
        return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    made = Authority(ec.generate_private_key(ec.SECP256R1()), _name("Authority of the test"), tmp_path)
    public = made.key.public_key()
    may = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    which = x509.SubjectKeyIdentifier.from_public_key(public)
    own = made.sign(
        made.name,
        public,
        datetime.now(UTC) + timedelta(days=5),
        x509.BasicConstraints(ca=True, path_length=0),
        may,
        which,
    )
    made.file.write_bytes(own.public_bytes(PEM))
    return made


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """This machine trusts it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


@pytest.fixture
def serve() -> Iterator[Callable[[ssl.SSLContext], Web]]:
    with ExitStack() as stack:
        yield lambda context: stack.enter_context(web_server(context))


def posted(people: Any, server: Web, host: str = "127.0.0.1") -> tuple[str, str, str]:
    """What came of a message to a webhook there, why, and the secret it was signed with."""
    Person.objects.filter(pk=people.chi.pk).update(kind="system")
    address = f"https://{host}:{server.port}/in"
    _, secret = webhooks.create(policy.actor_of(people.an), "Kho dữ liệu", address, people.chi.pk)
    actions.tell([people.hoa.pk], message(needs=(Need("figure.read", At.A),)))
    go_out()
    row = Delivery.objects.get(channel="webhook")
    return row.state, row.why, secret


def test_a_server_of_a_trusted_authority_gets_what_is_posted_signed(people, trusted, serve):
    server = serve(trusted.context(HERE))
    state, why, secret = posted(people, server)
    assert (state, why) == ("sent", "")
    (call,) = server.calls
    about = call.headers["webhook-id"], int(call.headers["webhook-timestamp"]), call.body
    assert call.headers["webhook-signature"] == webhooks.signature(secret, *about)
    assert call.headers["host"] == f"127.0.0.1:{server.port}"


def test_the_name_of_the_address_is_what_the_certificate_has_to_say(people, trusted, serve):
    server = serve(trusted.context(x509.DNSName("localhost")))
    state, _, _ = posted(people, server, host="localhost")
    assert (state, len(server.calls)) == ("sent", 1)


def test_a_server_of_an_authority_that_nobody_knows_gets_nothing(people, authority, serve):
    server = serve(authority.context(HERE))
    state, why, _ = posted(people, server)
    assert (state, why, server.calls) == ("waiting", "SSLError", [])


def test_a_certificate_of_another_name_is_not_enough(people, trusted, serve):
    server = serve(trusted.context(ELSEWHERE))
    state, why, _ = posted(people, server)
    assert (state, why, server.calls) == ("waiting", "SSLError", [])


def test_a_certificate_that_is_over_is_not_enough(people, trusted, serve):
    server = serve(trusted.context(HERE, days=-1))
    state, why, _ = posted(people, server)
    assert (state, why, server.calls) == ("waiting", "SSLError", [])


def test_a_server_that_speaks_no_tls_gets_nothing(people, trusted, web):
    state, why, _ = posted(people, web)
    assert (state, why, web.calls) == ("waiting", "SSLError", [])
