"""The outbox: messages written with the state they announce, sent by a relay afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from libs.contracts.messages import Message
from libs.store.database import Transaction
from libs.store.storable import label

_LONGEST_BACKOFF_SECONDS: Final = 60.0
"""A message that cannot be sent is tried again after 1, 2, 4, ... seconds, and then each minute:
one that no queue takes costs little, and one that waits for the broker is not late for long."""

_LONGEST_ERROR: Final = 500
"""Characters kept of why the last try failed."""


@dataclass(frozen=True, slots=True)
class Pending:
    id: int
    message: Message
    attempts: int
    """How often sending it has failed."""


async def add(tx: Transaction, messages: Sequence[Message]) -> None:
    """In one statement; they are taken in the order given."""
    await tx.execute(
        "outbox.add",
        [message.message_id for message in messages],
        [message.exchange for message in messages],
        [message.routing_key for message in messages],
        [message.content_type for message in messages],
        [message.payload for message in messages],
        [message.headers for message in messages],
    )


async def take(tx: Transaction, most: int = 200) -> list[Pending]:
    """The oldest that are due, locked until the transaction ends; other relays take others."""
    return [_pending(row) for row in await tx.fetch("outbox.take", most)]


async def settle(tx: Transaction, confirmed: Sequence[int], failed: Mapping[int, str]) -> None:
    """In the transaction that took them: deletes what the broker has, puts the others off.

    `failed`: id to what went wrong, in words.
    """
    errors = [label(error[:_LONGEST_ERROR]) for error in failed.values()]
    arguments = (list(confirmed), list(failed), errors, _LONGEST_BACKOFF_SECONDS)
    await tx.execute("outbox.settle", *arguments)


def _pending(row: asyncpg.Record) -> Pending:
    message_id: UUID = row["message_id"]
    message = Message(
        message_id=message_id,
        exchange=row["exchange"],
        routing_key=row["routing_key"],
        content_type=row["content_type"],
        payload=row["payload"],
        headers=row["headers"],
    )
    return Pending(row["id"], message, row["attempts"])
