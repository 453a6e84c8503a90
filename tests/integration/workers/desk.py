"""One tenant at the gateway's desk: hands in jobs as the gateway does, and waits for their end."""

import hashlib
import io
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from libs.contracts.bindings import JobInput
from libs.contracts.commands import Command, ExportCommand, ImportCommand
from libs.contracts.jobs import (
    ExportRequest,
    ImportRequest,
    JobKind,
    JobState,
    SnapshotSource,
    TokenPackage,
)
from libs.contracts.messages import command_message
from libs.contracts.plans import PlanDocument
from libs.objects import contexts
from libs.objects.sealed_stream import SealingStream
from libs.runtime.credentials import Credential, CredentialKind
from libs.runtime.job_inputs import seal_input
from libs.runtime.service import Runtime
from libs.store import job_inputs, job_secrets, jobs, outbox, packages, tenants, uploads
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

    async def hand_in(
        self, package: bytes, *, given: JobInput | None = None, **options: Any
    ) -> UUID:
        errand = _errand(ImportRequest(source="upload", **options), given)
        stored = await self.upload(errand.job_id, package)
        return await self._record(replace(errand, upload=stored))

    async def plan(self, package: bytes, *, given: JobInput | None = None, **options: Any) -> Job:
        """Uploads the package and lets an import of it be planned."""
        errand = _errand(ImportRequest(source="upload", **options), given)
        stored = await self.upload(errand.job_id, package)
        planned = replace(errand, kind=JobKind.PLAN, upload=stored)
        return await self.ended(await self._record(planned))

    async def plan_ok(self, package: bytes, **options: Any) -> PlanDocument:
        return PlanDocument.model_validate(succeeded(await self.plan(package, **options)))

    async def import_shared(
        self, package: TokenPackage, *, given: JobInput | None = None, **options: Any
    ) -> Job:
        request = ImportRequest(source="token", token_package=package, **options)
        return await self.ended(await self._record(_errand(request, given)))

    async def import_snapshot(
        self, source: SnapshotSource, *, given: JobInput | None = None, **options: Any
    ) -> Job:
        request = ImportRequest(source="snapshot", snapshot=source, **options)
        return await self.ended(await self._record(_errand(request, given)))

    async def export(self, flow_id: UUID, *, given: JobInput | None = None, **options: Any) -> Job:
        request = ExportRequest(flow_id=flow_id, **options)
        return await self.ended(await self._record(_errand(request, given)))

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

    async def upload(self, job_id: UUID, package: bytes) -> Upload:
        sealing = SealingStream(
            self.runtime.sealer, context=contexts.upload(self.tenant_id, job_id)
        )
        sealed = sealing.update(package) + sealing.finish()
        key = f"uploads/{self.tenant_id}/{job_id}"
        await self.runtime.objects.put_file(key, io.BytesIO(sealed))
        digest = hashlib.sha256(package).digest()
        return Upload(self.tenant_id, job_id, key, digest, len(package))

    async def _record(self, errand: "Errand") -> UUID:
        tenant_id, job_id, kind = self.tenant_id, errand.job_id, errand.kind
        command = ExportCommand if kind is JobKind.EXPORT else ImportCommand
        message = command_message(command(job_id=job_id, tenant_id=tenant_id), message_id=uuid4())
        async with self.transaction() as tx:
            document = errand.request.model_dump(mode="json")
            await jobs.create(tx, NewJob(tenant_id, job_id, kind, document, self.key_id))
            if errand.upload is not None:
                await uploads.record(tx, errand.upload)
            if errand.given is not None:
                sealed = seal_input(self.runtime.sealer, tenant_id, job_id, errand.given)
                await job_inputs.put(tx, tenant_id, job_id, sealed)
            await outbox.add(tx, [message])
        self.runtime.relay.wake()
        return job_id


@dataclass(frozen=True)
class Errand:
    """One job that is about to be handed in."""

    job_id: UUID
    kind: JobKind
    request: ExportRequest | ImportRequest
    given: JobInput | None = None
    upload: Upload | None = None


def _errand(request: ExportRequest | ImportRequest, given: JobInput | None) -> Errand:
    kind = JobKind.EXPORT if isinstance(request, ExportRequest) else JobKind.IMPORT
    if isinstance(request, ImportRequest):
        request = request.model_copy(update={"has_input": given is not None})
    return Errand(uuid4(), kind, request, given)


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
