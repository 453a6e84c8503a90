"""What becomes of a message whose handler raised.

A permanent error (a `ProblemError`, a fault, a payload that cannot be read) rejects the message
into the dead letters. An outage passes: the message rests in a retry queue, 5 s, then 30 s, then
300 s each time, for as long as it lasts; how often a job is tried, its row decides. Any other error
may pass: the message rests three times too, and goes to the dead letters after that. A message
whose handler was cancelled, because the connection broke or the process stops, goes back to its
queue by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Final, TypeAlias
from uuid import UUID

import orjson
import structlog
from aio_pika import IncomingMessage
from fast_depends.exceptions import ValidationError as HandlerValidationError
from faststream import BaseMiddleware, ContextRepo
from faststream.exceptions import AckMessage, IgnoredException, RejectMessage
from faststream.rabbit import RabbitQueue
from pydantic import ValidationError

from libs.contracts.messages import JSON, Message
from libs.contracts.problems import ProblemError
from libs.contracts.topology import ATTEMPT_HEADER, DEAD_LETTERS, RETRY_QUEUES
from libs.flows.faults import Fault
from libs.runtime.clock import new_id
from libs.runtime.logging import where
from libs.runtime.metrics import MESSAGES_HANDLED
from libs.runtime.outages import OUTAGE

Publish: TypeAlias = Callable[[Message], Awaitable[None]]

PERMANENT: Final = (
    ProblemError,
    Fault,
    ValidationError,
    HandlerValidationError,
    orjson.JSONDecodeError,
)
DEAD_LETTER_PAUSE_SECONDS: Final = 5.0
"""Between two attempts to keep a dead letter: it has no other queue to rest in."""

log = structlog.get_logger()


class Retry(BaseMiddleware[Any, Any]):
    """Around the handling of one message of one queue."""

    def __init__(
        self,
        msg: Any,
        /,
        *,
        context: ContextRepo,
        queue: RabbitQueue,
        publish: Publish,
    ) -> None:
        super().__init__(msg, context=context)
        self._message: IncomingMessage = msg
        self._queue = queue
        self._publish = publish

    async def after_processed(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> bool | None:
        """Raises what FastStream acknowledges by; returns False to let an error reject."""
        if exc_val is None:
            self._count("done")
        elif isinstance(exc_val, RejectMessage):
            self._count("dead")
        elif isinstance(exc_val, Exception) and not isinstance(exc_val, IgnoredException):
            await self._after(exc_val)
        return False

    async def _after(self, error: Exception) -> None:
        bound = log.bind(
            queue=self._queue.name, message_id=self._message.message_id, attempt=self._attempt + 1
        )
        rests = RETRY_QUEUES.get(self._queue.name, ())
        if self._queue == DEAD_LETTERS:
            self._count("retried")
            bound.error("a dead letter could not be kept; trying again", **where(error))
            await asyncio.sleep(DEAD_LETTER_PAUSE_SECONDS)
            raise RejectMessage(requeue=True)
        if isinstance(error, PERMANENT) or (
            self._attempt >= len(rests) and not isinstance(error, OUTAGE)
        ):
            self._count("dead")
            bound.error("the message goes to the dead letters", **where(error))
            return
        self._count("retried")
        rest = rests[min(self._attempt, len(rests) - 1)]
        bound.warning("the message rests and is tried again", rests_in=rest.name, **where(error))
        await self._rest_in(rest)

    async def _rest_in(self, rest: RabbitQueue) -> None:
        """Acknowledges only what the retry queue has; else the message goes back, and counts."""
        try:
            await self._publish(
                Message(
                    message_id=_message_id(self._message),
                    exchange="",
                    routing_key=rest.name,
                    content_type=self._message.content_type or JSON,
                    payload=self._message.body,
                    headers={ATTEMPT_HEADER: self._attempt + 1},
                )
            )
        except Exception as error:
            log.warning("the retry queue did not take the message", **where(error))
            raise RejectMessage(requeue=True) from error
        raise AckMessage

    @property
    def _attempt(self) -> int:
        """How many attempts failed before this one."""
        attempt = self._message.headers.get(ATTEMPT_HEADER, 0)
        return attempt if isinstance(attempt, int) and attempt >= 0 else 0

    def _count(self, outcome: str) -> None:
        MESSAGES_HANDLED.labels(queue=self._queue.name, outcome=outcome).inc()


def _message_id(message: IncomingMessage) -> UUID:
    """The id that consumers know the message by, or a new one where a stranger sent it without."""
    try:
        return UUID(message.message_id or "")
    except ValueError:
        return new_id()
