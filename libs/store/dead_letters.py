"""Dead letters: messages that no consumer could handle, kept raw until someone replays them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from libs.flows.model import Json
from libs.store.database import Transaction
from libs.store.storable import label, shown


@dataclass(frozen=True, slots=True)
class DeadLetter:
    message_id: str | None
    queue: str
    """Where it died."""
    exchange: str
    routing_key: str
    """With the exchange: where it was published, and is published again on replay."""
    reason: str
    headers: Json
    payload: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    id: int
    letter: DeadLetter
    received_at: datetime
    replayed_at: datetime | None


async def keep(tx: Transaction, letter: DeadLetter) -> int:
    """Gives the letter's id."""
    letter_id: int = await tx.fetchval(
        "dead_letters.keep",
        None if letter.message_id is None else label(letter.message_id),
        label(letter.queue),
        label(letter.exchange),
        label(letter.routing_key),
        label(letter.reason),
        shown(letter.headers),
        letter.payload,
    )
    return letter_id


async def list_kept(tx: Transaction, *, after: int = 0, limit: int = 100) -> list[Kept]:
    """The oldest first, from the id `after` on."""
    return [_kept(row) for row in await tx.fetch("dead_letters.list", after, limit)]


async def take_for_replay(tx: Transaction, ids: Iterable[int]) -> list[Kept]:
    """Marks them as replayed and gives those that were not; the oldest first."""
    return [_kept(row) for row in await tx.fetch("dead_letters.take_for_replay", list(ids))]


def _kept(row: asyncpg.Record) -> Kept:
    fields = dict(row)
    envelope = {name: fields.pop(name) for name in ("id", "received_at", "replayed_at")}
    return Kept(letter=DeadLetter(**fields), **envelope)
