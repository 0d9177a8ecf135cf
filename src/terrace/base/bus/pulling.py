"""Pulling from a durable consumer: all that waits, else the first that comes.

The wire protocol of JetStream said plainly, since `PullSubscription.fetch` asks for many with a deadline: a message
that comes as the deadline passes is kept until the next one, five seconds later.
"""

import asyncio

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, Header
from nats.js.errors import APIError

#: Seconds for which a pull waits for the first message, and for which the server may take to answer.
WAIT, ANSWER = 5.0, 2.0
#: What the server says instead of a message: nothing waits; the wait is over.
NOTHING, OVER = "404", "408"


class Pull:
    """One reader of a durable consumer; readers of the same share the messages."""

    def __init__(self, client: Client, stream: JetStreamContext, names: tuple[str, str], inbox: Subscription) -> None:
        self._client, self._stream, self._names, self._inbox = client, stream, names, inbox

    @classmethod
    async def open(
        cls, client: Client, names: tuple[str, str], subject: str, *, ack_seconds: int, together: int
    ) -> "Pull":
        """A reader of the stream and consumer of these names; the consumer is made at first use.

        What is not acknowledged in time comes again; of `together` messages at the most that is waited for.
        """
        stream, (of, name) = client.jetstream(), names
        config = ConsumerConfig(
            durable_name=name,
            filter_subject=subject,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ack_seconds,
            max_ack_pending=together,
        )
        await stream.add_consumer(of, config)
        return cls(client, stream, names, await client.subscribe(client.new_inbox()))

    async def close(self) -> None:
        await self._inbox.unsubscribe()

    async def info(self) -> ConsumerInfo:
        found: ConsumerInfo = await self._stream.consumer_info(*self._names)
        return found

    async def batch(self, most: int) -> list[Msg]:
        """What waits, at the most so much; with nothing waiting the first that comes, or nothing after a while."""
        found = await self._waiting(most)
        if not found and (first := await self._first()):
            found = [first, *(await self._waiting(most - 1) if most > 1 else [])]
        _heed_cancelling()
        return found

    async def _waiting(self, most: int) -> list[Msg]:
        await self._ask(batch=most, no_wait=True)
        found: list[Msg] = []
        while len(found) < most and (message := await self._next(ANSWER, until=NOTHING)):
            found.append(message)
        return found

    async def _first(self) -> Msg | None:
        await self._ask(batch=1, expires=int(WAIT * 1e9))
        return await self._next(WAIT + ANSWER, until=OVER)

    async def _ask(self, **what: int) -> None:
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{'.'.join(self._names)}"
        await self._client.publish(subject, msgspec.json.encode(what), reply=self._inbox.subject)

    async def _next(self, timeout: float, until: str) -> Msg | None:
        """The next message; None when the server says so, or nothing in time."""
        while True:
            try:
                message = await self._inbox.next_msg(timeout)
            except TimeoutError:
                return None
            said = (message.headers or {}).get(Header.STATUS)
            if said is None:
                return message
            if said == until:
                return None
            if said not in {NOTHING, OVER}:  # of an earlier question
                raise APIError.from_msg(message)


def _heed_cancelling() -> None:
    """The client may swallow a cancellation that comes together with a message: it is raised again."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
