"""`python -m services.notifier.replay`: lists dead letters and sends them to their queues again.

Reads the settings of the services. A replayed letter goes into the outbox, and whichever service
runs sends it. It goes to the queue it died in, so that nobody else hears it twice.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from libs.contracts.messages import JSON, Message
from libs.contracts.topology import WORK_QUEUES
from libs.runtime.clock import new_id
from libs.runtime.settings import Settings
from libs.store import dead_letters, outbox
from libs.store.database import Database
from libs.store.dead_letters import Kept

PAGE: Final = 100
QUEUES: Final = frozenset(queue.name for queue in WORK_QUEUES)


def main(arguments: Sequence[str] | None = None) -> None:
    chosen = _arguments().parse_args(arguments)
    asyncio.run(_run(chosen))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.notifier.replay",
        description="Lists messages that no worker could handle, and sends them again.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="show what is kept (the default)")
    what.add_argument("--id", type=int, nargs="+", metavar="N", help="send these again")
    what.add_argument("--all", action="store_true", help="send all again that were not yet")
    return parser


async def _run(chosen: argparse.Namespace) -> None:
    dsn = Settings().database_dsn.get_secret_value()
    database = await Database.connect(dsn, max_size=1)
    try:
        kept = await every_letter(database)
        if not chosen.id and not chosen.all:
            _show(kept)
            return
        wanted = [one for one in kept if chosen.all or one.id in chosen.id]
        sent = await replay(database, wanted)
    finally:
        await database.close()
    _say(f"{len(sent)} of {len(wanted)} dead letters are on their way to their queues.")
    if len(sent) < len(wanted):
        _say("The others were sent again before, or died in no queue of Sluice.")


async def every_letter(database: Database) -> list[Kept]:
    """The oldest first."""
    letters: list[Kept] = []
    async with database.transaction() as tx:
        while page := await dead_letters.list_kept(
            tx, after=letters[-1].id if letters else 0, limit=PAGE
        ):
            letters += page
    return letters


async def replay(database: Database, letters: Iterable[Kept]) -> list[Kept]:
    """Gives those that are sent again: each letter once, whoever asks."""
    ids = [one.id for one in letters if one.letter.queue in QUEUES]
    async with database.transaction() as tx:
        taken = await dead_letters.take_for_replay(tx, ids)
        await outbox.add(tx, [_message(one) for one in taken])
    return taken


def _show(kept: Sequence[Kept]) -> None:
    if not kept:
        _say("There are no dead letters.")
    for one in kept:
        letter = one.letter
        again = "" if one.replayed_at is None else f", sent again {one.replayed_at:%Y-%m-%d %H:%M}"
        _say(
            f"{one.id}: from {letter.queue or 'no queue'}, {letter.reason}, "
            f"{len(letter.payload)} bytes, {one.received_at:%Y-%m-%d %H:%M:%S}{again}"
        )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _message(one: Kept) -> Message:
    return Message(
        message_id=new_id(),
        exchange="",
        routing_key=one.letter.queue,
        content_type=JSON,
        payload=one.letter.payload,
    )


if __name__ == "__main__":
    main()
