"""The cast and forms of `facts.questionnaires`, a phone of Hoa's, and the site without a network."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from terrace.base.access import actions as access
from terrace.facts.questionnaires.tests.conftest import _nothing_remembered, actor, as_web, cast, settled
from terrace.web.odk import keys
from terrace.web.odk.tests.collect import Collect
from terrace.wsgi import application

__all__ = ["_nothing_remembered", "actor", "as_web", "cast", "settled"]
ROOT = "http://127.0.0.1"


@pytest.fixture(autouse=True)
def _no_pace() -> None:
    keys._paces.clear()


def ending(environ: dict[str, Any], start: Any) -> Any:
    """The application as the server runs it: a body ends where its stream does."""
    return application(environ | {"wsgi.input_terminated": True}, start)


@pytest.fixture
def http(cast: Any) -> Iterator[httpx.Client]:
    """The site, asked inside the test's own transaction: its connection must outlive a request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with httpx.Client(transport=httpx.WSGITransport(ending), base_url=ROOT) as client:
        yield client
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(cast: Any, actor: Any) -> str:
    return access.enrol_device(cast.hoa, "phone", by=actor("hoa"))


@pytest.fixture
def phone(http: httpx.Client, token: str) -> Collect:
    """Hoa's phone."""
    return Collect(http, f"{ROOT}/odk/key/{token}")


@pytest.fixture
def browser(cast: Any) -> Any:
    """A browser by name: `browser("hoa")`."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return sign_in
