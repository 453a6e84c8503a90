"""What the importer consumes."""

from functools import partial

from libs.contracts.commands import ImportCommand
from libs.contracts.jobs import JobKind
from libs.contracts.topology import IMPORT
from libs.runtime.service import Runtime
from libs.runtime.work import work
from libs.store import uploads
from libs.store.jobs import Claim
from services.importer.importing import run_import, run_plan


def add_handlers(runtime: Runtime) -> None:
    async def import_package(command: ImportCommand) -> None:
        if await work(runtime, command, partial(_run, runtime)):
            await _delete_upload(runtime, command)

    subscriber = runtime.brokers.subscriber(IMPORT, concurrency=runtime.settings.worker_concurrency)
    subscriber(import_package)


async def _run(runtime: Runtime, claim: Claim) -> None:
    run = run_plan if claim.kind is JobKind.PLAN else run_import
    await run(runtime, claim)


async def _delete_upload(runtime: Runtime, command: ImportCommand) -> None:
    """The job has ended, well or not: nothing needs the upload any more."""
    tenant_id, job_id = command.tenant_id, command.job_id
    async with runtime.database.transaction([tenant_id]) as tx:
        upload = await uploads.find(tx, tenant_id, job_id)
    if upload is None:
        return
    await runtime.objects.delete(upload.object_key)
    async with runtime.database.transaction([tenant_id]) as tx:
        await uploads.forget(tx, tenant_id, job_id)
