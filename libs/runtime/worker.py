"""The life of a worker process: its handlers consume until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
import uvloop
from prometheus_client import start_http_server

from libs.runtime import logging
from libs.runtime.metrics import REGISTRY
from libs.runtime.service import Runtime, runtime
from libs.runtime.settings import Settings

log = structlog.get_logger()


def run(service: str, add_handlers: Callable[[Runtime], None]) -> None:
    """Runs until SIGTERM or SIGINT. `add_handlers` adds its handlers to `Runtime.brokers`."""
    settings = Settings.from_environment()
    logging.configure(service, settings.log_level)
    if settings.metrics_port:
        start_http_server(settings.metrics_port, addr="127.0.0.1", registry=REGISTRY)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_until_told(settings, add_handlers))
        except asyncio.CancelledError:
            log.info("stopped")
        except Exception as error:
            log.critical("the process ends for a reason of its own", exc_info=error)
            raise SystemExit(1) from error


@asynccontextmanager
async def consuming(
    settings: Settings, add_handlers: Callable[[Runtime], None]
) -> AsyncIterator[Runtime]:
    """A worker at work; at the end it takes no more messages and finishes those at hand."""
    async with runtime(settings) as parts:
        add_handlers(parts)
        await parts.brokers.consume()
        try:
            yield parts
        finally:
            await parts.brokers.stop_consuming()


async def _until_told(settings: Settings, add_handlers: Callable[[Runtime], None]) -> None:
    """A first signal stops gracefully, a second one at once."""
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("a worker runs as a task")
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    async with consuming(settings, add_handlers):
        log.info("consuming")
        await asyncio.Event().wait()
