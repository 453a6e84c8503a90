"""A worker process for tests: says when it starts on a message and when it has finished it."""

import asyncio

import structlog

from libs.contracts.commands import ExportCommand
from libs.contracts.topology import EXPORT
from libs.runtime.service import Runtime
from libs.runtime.worker import run

WORK_SECONDS = 1.0
log = structlog.get_logger()


def add_handlers(parts: Runtime) -> None:
    @parts.brokers.subscriber(EXPORT, concurrency=1)
    async def handle(command: ExportCommand) -> None:
        log.info("started work", job_id=str(command.job_id))
        await asyncio.sleep(WORK_SECONDS)
        log.info("finished work", job_id=str(command.job_id))


if __name__ == "__main__":
    run("a-worker", add_handlers)
