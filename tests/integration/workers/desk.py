"""One tenant at the gateway's desk: hands in jobs as the gateway does, and waits for their end."""

import hashlib
import io
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from libs.contracts.commands import Command, ExportCommand, ImportCommand
from libs.contracts.jobs import ExportRequest, ImportRequest, JobKind, JobState, TokenPackage
from libs.contracts.messages import command_message
from libs.objects import contexts
from libs.objects.sealed_stream import SealingStream
from libs.runtime.credentials import Credential, CredentialKind
from libs.runtime.service import Runtime
from libs.store import job_secrets, jobs, outbox, packages, tenants, uploads
from libs.store.database import Transaction
from libs.store.jobs import Job, NewJob
from libs.store.uploads import Upload
from tests.listening import Ends, Listener


@dataclass(frozen=True)
class Desk:
    runtime: Runtime
    listener: Listener
    ends: Ends
    tenant_id: UUID
    key_id: UUID
    """Stands for the API key that asks."""

    @classmethod
    async def of_new_tenant(cls, runtime: Runtime, listener: Listener, ends: Ends) -> "Desk":
        tenant_id = uuid4()
        async with runtime.database.transaction([tenant_id]) as tx:
            await tenants.create_root(tx, tenant_id, f"T{tenant_id.hex}")
        return cls(runtime, listener, ends, tenant_id, uuid4())

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        return self.runtime.database.transaction([self.tenant_id])

    async def import_(self, package: bytes, **options: Any) -> Job:
        """Uploads the package, imports it, and gives the job when it has ended."""
        return await self.ended(await self.hand_in(package, **options))

    async def import_ok(self, package: bytes, **options: Any) -> dict[str, Any]:
        """The same, for a package that is expected to be applied: the job's result."""
        return succeeded(await self.import_(package, **options))

    async def hand_in(self, package: bytes, **options: Any) -> UUID:
        job_id = uuid4()
        stored = await self._upload(job_id, package)
        await self._record(job_id, ImportRequest(source="upload", **options), stored)
        return job_id

    async def import_shared(self, package: TokenPackage, **options: Any) -> Job:
        job_id = uuid4()
        request = ImportRequest(source="token", token_package=package, **options)
        await self._record(job_id, request, None)
        return await self.ended(job_id)

    async def export(self, flow_id: UUID, **options: Any) -> Job:
        job_id = uuid4()
        await self._record(job_id, ExportRequest(flow_id=flow_id, **options), None)
        return await self.ended(job_id)

    async def exported(self, flow_id: UUID, **options: Any) -> bytes:
        """The package that an export brings forth, opened."""
        result = succeeded(await self.export(flow_id, **options))
        key = result["object_key"]
        data = await self.runtime.objects.get(key)
        if result["sealed"]:
            context = contexts.package(self.tenant_id, key)
            data = self.runtime.sealer.open(data, context=context)
        return data

    async def shared(self, job: Job) -> TokenPackage:
        """What the token of an export stands for: issued, shown to the key that asked, redeemed."""
        async with self.transaction() as tx:
            sealed = await job_secrets.get(tx, self.tenant_id, job.id, self.key_id)
        assert sealed is not None
        context = contexts.job_secret(self.tenant_id, job.id)
        token = Credential.parse(
            self.runtime.sealer.open(sealed, context=context).decode(), CredentialKind.TOKEN
        )
        async with self.runtime.database.transaction(presented=token.hash) as tx:
            shared = await packages.redeem(tx)
        assert shared is not None
        stored = shared.package
        return TokenPackage(
            tenant_id=stored.tenant_id,
            object_key=stored.object_key,
            digest=stored.digest.hex(),
            sealed=stored.sealed,
        )

    async def events_of(self, job: Job) -> list[dict[str, Any]]:
        """All events of a job. Messages leave in order, so the one sent here comes behind them."""
        mark = uuid4()
        await self.send(ExportCommand(job_id=mark, tenant_id=self.tenant_id))
        await self.listener.until(
            lambda: any(str(mark).encode() in one for one in self.listener.messages)
        )
        return self.listener.events_of(job.id)

    async def ended(self, job_id: UUID) -> Job:
        await self.ends.of(job_id)
        return await self.job(job_id)

    async def job(self, job_id: UUID) -> Job:
        async with self.transaction() as tx:
            return await jobs.get(tx, self.tenant_id, job_id)

    async def revision(self) -> int:
        async with self.transaction() as tx:
            return (await tenants.get(tx, self.tenant_id)).revision

    async def send(self, command: Command) -> None:
        async with self.runtime.database.transaction() as tx:
            await outbox.add(tx, [command_message(command, message_id=uuid4())])
        self.runtime.relay.wake()

    async def _upload(self, job_id: UUID, package: bytes) -> Upload:
        sealing = SealingStream(
            self.runtime.sealer, context=contexts.upload(self.tenant_id, job_id)
        )
        sealed = sealing.update(package) + sealing.finish()
        key = f"uploads/{self.tenant_id}/{job_id}"
        await self.runtime.objects.put_file(key, io.BytesIO(sealed))
        digest = hashlib.sha256(package).digest()
        return Upload(self.tenant_id, job_id, key, digest, len(package))

    async def _record(
        self, job_id: UUID, request: ExportRequest | ImportRequest, upload: Upload | None
    ) -> None:
        exporting = isinstance(request, ExportRequest)
        kind = JobKind.EXPORT if exporting else JobKind.IMPORT
        command = (ExportCommand if exporting else ImportCommand)(
            job_id=job_id, tenant_id=self.tenant_id
        )
        async with self.transaction() as tx:
            document = request.model_dump(mode="json")
            await jobs.create(tx, NewJob(self.tenant_id, job_id, kind, document, self.key_id))
            if upload is not None:
                await uploads.record(tx, upload)
            await outbox.add(tx, [command_message(command, message_id=uuid4())])
        self.runtime.relay.wake()


def succeeded(job: Job) -> dict[str, Any]:
    assert job.problem is None
    assert job.result is not None
    return dict(job.result)


def problem(job: Job) -> dict[str, Any]:
    assert job.state is JobState.FAILED
    assert job.result is None
    assert job.problem is not None
    return dict(job.problem)


def failed(job: Job) -> str:
    """The code of the problem that the job ended with."""
    return str(problem(job)["code"])
