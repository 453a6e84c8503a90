"""The only way to RabbitMQ. It is built so that the known traps of the client cannot be met.

* Consuming and publishing have a FastStream broker each: one broker would publish through the
  channel of whichever subscriber declared the exchange, and drop what cannot be routed.
* Every subscriber has a channel of its own with an explicit prefetch, which is also its
  concurrency; a channel error of one is none of another's.
* Every publish is persistent, mandatory and confirmed, and raises when no queue takes it.
* Exchanges, queues and bindings are declared before anything is published or consumed.
* The dead letter queue is read raw: decoding there would lose what cannot be decoded.
* Nothing is ever nacked: RabbitMQ 4.3 does not count a nack towards the delivery limit.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final, TypeVar

import aio_pika
import orjson
from faststream.middlewares import AckPolicy
from faststream.rabbit import (
    Channel,
    RabbitBroker,
    RabbitExchange,
    RabbitMessage,
    RabbitQueue,
    RabbitRouter,
)

from libs.contracts.messages import Message
from libs.contracts.topology import BINDINGS, DEAD_LETTERS, EXCHANGES, QUEUES
from libs.runtime.retry import Retry

Handler = TypeVar("Handler", bound=Callable[..., Any])

RECONNECT_SECONDS: Final = 1.0
PUBLISH_TIMEOUT: Final = timedelta(seconds=30)
"""A broker that is out of memory or disk confirms nothing: better to come back than to hang."""

_EXCHANGES: Final = {exchange.name: exchange for exchange in EXCHANGES} | {"": RabbitExchange()}
_BOUND_TO: Final = {queue.name: exchange for queue, exchange, _ in BINDINGS}


class Brokers:
    """The connections of one process: `start`, then `publish`; handlers are added before that."""

    def __init__(self, url: str, *, grace: timedelta) -> None:
        """`grace` is how long `stop` waits for handlers that are at work."""
        self._consuming = _broker(url, decoder=_decode, grace=grace)
        self._publishing = _broker(url, decoder=None, grace=grace)

    def subscriber(self, queue: RabbitQueue, *, concurrency: int) -> Callable[[Handler], Handler]:
        """Adds a handler of the queue's messages, at most `concurrency` at a time.

        What the handler raises decides what becomes of the message: see `libs.runtime.retry`.
        A handler of the dead letter queue is given the payload as it came, as `bytes`.
        """

        def add(handler: Handler) -> Handler:
            router = RabbitRouter(middlewares=[partial(Retry, queue=queue, publish=self.publish)])
            router.subscriber(
                queue,
                _BOUND_TO[queue.name],
                channel=Channel(prefetch_count=concurrency, on_return_raises=True),
                ack_policy=AckPolicy.REJECT_ON_ERROR,
                decoder=_raw if queue == DEAD_LETTERS else None,
                no_reply=True,
            )(handler)
            self._consuming.include_router(router)
            return handler

        return add

    async def connect(self) -> None:
        """Connects and declares the topology; `publish` works from then on.

        Raises `aio_pika.exceptions.AMQPConnectionError` when RabbitMQ does not answer.
        """
        await self._publishing.start()
        for exchange in EXCHANGES:
            await self._publishing.declare_exchange(exchange)
        for queue in QUEUES:
            await self._publishing.declare_queue(queue)
        for queue, exchange, routing_key in BINDINGS:
            declared = await self._publishing.declare_queue(queue)
            await declared.bind(exchange.name, routing_key)

    async def consume(self) -> None:
        """Starts the handlers."""
        await self._consuming.start()

    async def stop_consuming(self) -> None:
        """Takes no more messages, and waits for the handlers as long as the grace time allows."""
        await self._consuming.stop()

    async def close(self) -> None:
        await self._publishing.stop()

    async def ping(self, timeout: timedelta) -> bool:  # noqa: ASYNC109  # FastStream bounds it
        """Whether RabbitMQ answers."""
        return await self._publishing.ping(timeout.total_seconds())

    async def publish(self, message: Message) -> None:
        """Returns when RabbitMQ has the message on disk in every queue that takes it.

        The message is made here rather than by FastStream: that spares a second encoding, and
        delivery mode and message id stand in one place. Raises `aio_pika.exceptions.DeliveryError`
        when no queue takes it or RabbitMQ refuses it, and whatever the lost connection raises.
        """
        await self._publishing.publish(
            aio_pika.Message(
                message.payload,
                content_type=message.content_type,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                message_id=str(message.message_id),
                headers=dict(message.headers),
            ),
            exchange=_EXCHANGES[message.exchange],
            routing_key=message.routing_key,
            mandatory=True,
            timeout=PUBLISH_TIMEOUT.total_seconds(),
        )


def _broker(
    url: str, *, decoder: Callable[[RabbitMessage], Any] | None, grace: timedelta
) -> RabbitBroker:
    return RabbitBroker(
        url,
        default_channel=Channel(publisher_confirms=True, on_return_raises=True),
        ack_policy=AckPolicy.REJECT_ON_ERROR,
        reconnect_interval=RECONNECT_SECONDS,
        # 0 would mean not to wait at all
        graceful_timeout=grace.total_seconds(),
        decoder=decoder,
        logger=None,  # what happens to a message is logged once, by `Retry`
        app_id="sluice",
    )


async def _decode(message: RabbitMessage) -> Any:
    """JSON whatever the content type: FastStream leaves `application/cloudevents+json` alone."""
    return orjson.loads(message.body)


async def _raw(message: RabbitMessage) -> bytes:
    return message.body
