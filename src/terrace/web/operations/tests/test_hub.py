"""The hub tells a page of the forecasts that it shows, and of no others."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from unittest.mock import sentinel

import msgspec
from nats.aio.msg import Msg

from terrace.base.bus import events
from terrace.insight.forecasting.events import MADE
from terrace.web.operations import hub, tickets

WATCHED = (7, 11, 0)


def message(*cells: tuple[int, int, int]) -> Msg:
    """`forecast.made` as the stream brings it."""
    data = msgspec.json.encode({"cells": cells}).decode()
    body = b"[" + events.envelope((1, MADE, "forecasts", 0, data, datetime.now(UTC))) + b"]"
    return Msg(_client=sentinel.client, subject=f"{MADE}.0", data=body)


def told(*cells: tuple[int, int, int]) -> dict[str, Any] | None:
    """What a page that watches one forecast is told when these are made."""
    indicator, area, breakdown = WATCHED
    found, page = hub.Hub(), hub.Page([(indicator, area, tickets.ANY_PERIOD, breakdown)])
    found.join(page)
    asyncio.run(found.hear_made(message(*cells)))
    return msgspec.json.decode(page.take().removeprefix(b"data: ")) if page.told.is_set() else None


def test_a_page_is_told_that_its_forecast_was_made_anew():
    assert told((1, 2, 3), WATCHED) == {"cells": [], "forecasts": True}


def test_a_page_is_not_told_of_other_forecasts():
    assert told((7, 11, 5), (7, 12, 0), (8, 11, 0)) is None


def test_what_was_told_once_is_not_told_again():
    page = hub.Page([])
    page.foretell()
    assert b"forecasts" in page.take()
    assert b"forecasts" not in page.take()
