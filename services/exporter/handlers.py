"""What the exporter consumes."""

from functools import partial

from libs.contracts.commands import ExportCommand
from libs.contracts.topology import EXPORT
from libs.runtime.service import Runtime
from libs.runtime.work import work
from services.exporter.exporting import run_export


def add_handlers(runtime: Runtime) -> None:
    async def export_package(command: ExportCommand) -> None:
        await work(runtime, command, partial(run_export, runtime))

    subscriber = runtime.brokers.subscriber(EXPORT, concurrency=runtime.settings.worker_concurrency)
    subscriber(export_package)
