"""The inbox: which messages a consumer has handled, so that a second delivery changes nothing."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from libs.store.database import Transaction

_KEPT: Final = timedelta(days=7)
"""Longer than any redelivery, and than it takes a person to replay dead letters."""


async def first_time(tx: Transaction, consumer: str, message_id: UUID) -> bool:
    """In the transaction that handles the message. A concurrent delivery waits for it to end."""
    return await tx.fetchval("inbox.receive", consumer, message_id) is not None


async def purge(tx: Transaction) -> None:
    await tx.execute("inbox.purge", _KEPT)
