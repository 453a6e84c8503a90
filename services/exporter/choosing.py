"""Which snapshot an export packs. Each way of finding none ends with a problem of its own."""

from uuid import UUID

from libs.contracts.jobs import ExportRequest
from libs.contracts.problems import ErrorCode, ProblemError
from libs.store import drafts, environments, snapshots
from libs.store.database import Transaction


async def choose_version(tx: Transaction, tenant_id: UUID, request: ExportRequest) -> UUID:
    """The named version, what the named environment runs, or else the latest snapshot."""
    flow_id = request.flow_id
    latest = await snapshots.latest(tx, tenant_id, flow_id)
    if latest is None:
        draft = await drafts.get_flow(tx, tenant_id, flow_id)
        raise ProblemError(
            ErrorCode.FLOW_NO_SNAPSHOT, f'The flow "{draft.name}" has a draft and no snapshot.'
        )
    if request.version_id is not None:
        return (await snapshots.get(tx, tenant_id, flow_id, request.version_id)).version_id
    if request.environment_id is None:
        return latest.version_id
    environment = await environments.get(tx, tenant_id, request.environment_id)
    deployed = await environments.deployed_version(tx, tenant_id, environment.id, flow_id)
    if deployed is None:
        raise ProblemError(
            ErrorCode.ENVIRONMENT_NOTHING_DEPLOYED,
            f'"{environment.name}" runs no version of the flow "{latest.name}".',
        )
    return deployed
