"""Pulling from a durable consumer: all that waits, else the first that comes.

The wire protocol of JetStream said plainly: one question that neither waits when there is something (`no_wait`) nor
ends when there is nothing (`expires`). `PullSubscription.fetch` asks for many with a deadline, and a message that comes
as the deadline passes is kept until the next one, five seconds later.
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
#: What the server says after the last message: nothing more waits; the wait is over.
ENDS = ("404", "408")


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
        await self._ask(batch=most, no_wait=True, expires=int(WAIT * 1e9))
        found: list[Msg] = []
        while len(found) < most and (message := await self._next(ANSWER if found else WAIT + ANSWER)):
            found.append(message)
        _heed_cancelling()
        return found

    async def _ask(self, **what: int) -> None:
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{'.'.join(self._names)}"
        await self._client.publish(subject, msgspec.json.encode(what), reply=self._inbox.subject)

    async def _next(self, timeout: float) -> Msg | None:
        """The next message; None when the server says that there is no more, or nothing in time."""
        try:
            message = await self._inbox.next_msg(timeout)
        except TimeoutError:
            return None
        said = (message.headers or {}).get(Header.STATUS)
        if said is None:
            return message
        if said in ENDS:
            return None
        raise APIError.from_msg(message)


def _heed_cancelling() -> None:
    """The client may swallow a cancellation that comes together with a message: it is raised again."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
