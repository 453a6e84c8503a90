"""What a request handler works with: opened once when the application starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from libs.objects.sealing import Sealer
from libs.objects.store import ObjectStore
from libs.runtime.brokers import Brokers
from libs.runtime.relay import Relay
from libs.runtime.service import runtime
from libs.runtime.settings import Settings
from libs.store.database import Database
from libs.store.listener import JobListener
from services.gateway.waiting import Waiter


@dataclass(frozen=True, slots=True)
class Parts:
    settings: Settings
    database: Database
    objects: ObjectStore
    sealer: Sealer
    brokers: Brokers
    relay: Relay
    waiter: Waiter


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Parts]:
    """Everything connected, and what runs beside the requests running: relay, reaper, waiter."""
    async with runtime(settings) as base, asyncio.TaskGroup() as tasks:
        waiter = Waiter(base.database)
        listener = JobListener(
            settings.database_dsn.get_secret_value(),
            on_job=waiter.wake,
            on_connected=waiter.look,
        )
        beside = [
            tasks.create_task(waiter.run(), name="waiter"),
            tasks.create_task(listener.run(), name="listener"),
        ]
        yield Parts(
            settings=settings,
            database=base.database,
            objects=base.objects,
            sealer=base.sealer,
            brokers=base.brokers,
            relay=base.relay,
            waiter=waiter,
        )
        for task in beside:
            task.cancel()


def parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


WithParts: TypeAlias = Annotated[Parts, Depends(parts_of)]
