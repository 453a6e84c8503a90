"""Exchanges, queues and routing keys, declared once.

Every queue is a quorum queue with an explicit delivery limit: RabbitMQ 3 sets none and RabbitMQ 4
sets 20, so an unset limit changes its meaning with the server. Dead letters are moved at least
once, which needs `reject-publish`; a full queue then refuses instead of dropping.
"""

from typing import Final

from faststream.rabbit import ExchangeType, QueueType, RabbitExchange, RabbitQueue
from faststream.rabbit.schemas.queue import QuorumQueueArgs

from libs.contracts.commands import Command, ExportCommand, ImportCommand

COMMANDS: Final = RabbitExchange("sluice.commands", type=ExchangeType.DIRECT)
EVENTS: Final = RabbitExchange("sluice.events", type=ExchangeType.TOPIC)
DEAD: Final = RabbitExchange("sluice.dead", type=ExchangeType.FANOUT)
EXCHANGES: Final = (COMMANDS, EVENTS, DEAD)

DELIVERY_LIMIT: Final = 20
"""Each restart of a worker returns what it had prefetched, and that counts as a delivery."""

RETRY_SECONDS: Final = (5, 30, 300)
"""How long a message rests before its second, third and fourth attempt, and each one after that."""

ATTEMPT_HEADER: Final = "x-sluice-attempt"
"""How many attempts failed before this one; absent on the first."""


def _quorum(name: str, *, routing_key: str = "", arguments: QuorumQueueArgs) -> RabbitQueue:
    return RabbitQueue(
        name, queue_type=QueueType.QUORUM, routing_key=routing_key, arguments=arguments
    )


def _work(name: str, routing_key: str) -> RabbitQueue:
    return _quorum(
        name,
        routing_key=routing_key,
        arguments={
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": DEAD.name,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


def _retry(queue: RabbitQueue, seconds: int) -> RabbitQueue:
    """Nobody consumes it: a message rests there and goes back to its queue when its time is up."""
    return _quorum(
        f"{queue.name}.retry.{seconds}s",
        arguments={
            "x-message-ttl": seconds * 1000,
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": queue.name,
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )


EXPORT: Final = _work("sluice.export", "export")
IMPORT: Final = _work("sluice.import", "import")
NOTIFIER: Final = _work("sluice.notifier", "#")
WORK_QUEUES: Final = (EXPORT, IMPORT, NOTIFIER)

DEAD_LETTERS: Final = _quorum(
    DEAD.name,
    # The end of the line: past its limit a message would be dropped, so the limit is out of reach.
    arguments={"x-delivery-limit": 1_000_000, "x-overflow": "reject-publish"},
)

RETRY_QUEUES: Final = {
    queue.name: tuple(_retry(queue, seconds) for seconds in RETRY_SECONDS) for queue in WORK_QUEUES
}

QUEUES: Final = (*WORK_QUEUES, DEAD_LETTERS, *(q for qs in RETRY_QUEUES.values() for q in qs))

BINDINGS: Final = (
    (EXPORT, COMMANDS, EXPORT.routing_key),
    (IMPORT, COMMANDS, IMPORT.routing_key),
    (NOTIFIER, EVENTS, NOTIFIER.routing_key),
    (DEAD_LETTERS, DEAD, ""),
)

COMMAND_KEYS: Final[dict[type[Command], str]] = {
    ExportCommand: EXPORT.routing_key,
    ImportCommand: IMPORT.routing_key,
}
