"""Imports: a package from a body, a form, a token or a snapshot, applied by a job; and back."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from libs.contracts.events import FlowPackageReverted, cloud_event
from libs.contracts.jobs import JobKind
from libs.contracts.messages import event_message
from libs.runtime.clock import new_id, now
from libs.store import outbox, reverting, tenants
from services.gateway.auth import AnyKey, PackageWriter
from services.gateway.native.base import Camel
from services.gateway.native.documented import IMPORT
from services.gateway.native.job_view import JobView
from services.gateway.native.package_request import asked_work
from services.gateway.parts import WithParts
from services.gateway.work import find, job_address, record

router = APIRouter(prefix="/v1/imports", tags=["Imports"])


class Reverted(Camel):
    """What taking back an import did: all that it had changed is as it was before."""

    import_id: UUID
    flow_id: UUID
    restored: int
    """Rows of the tenant that were put back."""


@router.post("", status_code=202, openapi_extra=IMPORT)
async def import_package(
    parts: WithParts, acting: PackageWriter, request: Request, response: Response
) -> JobView:
    """Import a package: send it as it is, as the file of a form, or name a token or a snapshot.

    With a body or a form the options are in the query or the form. The job's address is in
    `Location`.
    """
    work = await asked_work(parts, acting, request)
    job = await record(parts, acting, work)
    response.headers["Location"] = job_address(job.id)
    return JobView.of(job)


@router.get("/{import_id}")
async def get_import(parts: WithParts, acting: AnyKey, import_id: UUID) -> JobView:
    """One import: the same as its job."""
    return JobView.of(await find(parts, acting.tenant_id, import_id, JobKind.IMPORT))


@router.post("/{import_id}/revert")
async def revert(parts: WithParts, acting: PackageWriter, import_id: UUID) -> Reverted:
    """Take an import back: everything that it had changed is restored exactly, or nothing is.

    It is refused with what has changed since, if anything has; an import that came later is to be
    taken back first.
    """
    tenant_id, by = acting.tenant_id, acting.caller.builder_id
    async with parts.database.transaction([tenant_id]) as tx:
        revision = (await tenants.lock(tx, [tenant_id]))[tenant_id]
        done = await reverting.revert(tx, tenant_id, import_id, by)
        told = FlowPackageReverted(job_id=import_id, flow_id=done.flow_id, restored=done.rows)
        event = cloud_event(
            told, event_id=new_id(), time=now(), tenant_id=tenant_id, revision=revision
        )
        await outbox.add(tx, [event_message(event)])
    parts.relay.wake()
    return Reverted(import_id=import_id, flow_id=done.flow_id, restored=done.rows)
