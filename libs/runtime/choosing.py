"""Which snapshot stands for a flow. Each way of finding none ends with a problem of its own."""

from uuid import UUID

from libs.contracts.jobs import ExportRequest, SnapshotSource
from libs.contracts.problems import ErrorCode, ProblemError
from libs.store import drafts, environments, snapshots
from libs.store.database import Transaction


async def choose_version(
    tx: Transaction, tenant_id: UUID, source: ExportRequest | SnapshotSource
) -> UUID:
    """The named version, what the named environment runs, or else the latest snapshot."""
    flow_id = source.flow_id
    latest = await snapshots.latest(tx, tenant_id, flow_id)
    if latest is None:
        draft = await drafts.get_flow(tx, tenant_id, flow_id)
        raise ProblemError(
            ErrorCode.FLOW_NO_SNAPSHOT, f'The flow "{draft.name}" has a draft and no snapshot.'
        )
    if source.version_id is not None:
        return (await snapshots.get(tx, tenant_id, flow_id, source.version_id)).version_id
    if source.environment_id is None:
        return latest.version_id
    environment = await environments.get(tx, tenant_id, source.environment_id)
    deployed = await environments.deployed_version(tx, tenant_id, environment.id, flow_id)
    if deployed is None:
        raise ProblemError(
            ErrorCode.ENVIRONMENT_NOTHING_DEPLOYED,
            f'"{environment.name}" runs no version of the flow "{latest.name}".',
        )
    return deployed


async def subflow_version(
    tx: Transaction, tenant_id: UUID, flow_id: UUID, environment_id: UUID | None
) -> UUID | None:
    """What the environment runs, else the default, else the latest active one, else the latest.

    None where the tenant has no snapshot of the flow. The version that the caller's map pins does
    not count: a flow published here keeps the pins it came with.
    """
    if environment_id is not None:
        deployed = await environments.deployed_version(tx, tenant_id, environment_id, flow_id)
        if deployed is not None:
            return deployed
    found = await snapshots.list_snapshotted(tx, tenant_id, flow_id=flow_id)
    return found[0].version_id if found else None
