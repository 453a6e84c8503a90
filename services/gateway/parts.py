"""What a request handler works with: opened once when the application starts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from libs.runtime.service import Runtime, runtime
from libs.runtime.settings import Settings
from libs.store.listener import JobListener
from services.gateway.waiting import Waiter


@dataclass(frozen=True)
class Parts(Runtime):
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
        yield Parts(**vars(base), waiter=waiter)
        for task in beside:
            task.cancel()


def parts_of(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


WithParts: TypeAlias = Annotated[Parts, Depends(parts_of)]
