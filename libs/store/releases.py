"""Releases: snapshots that go from environment to environment together, forward only."""

from dataclasses import astuple, dataclass
from datetime import datetime
from uuid import UUID

from libs.contracts.problems import ErrorCode, ProblemError
from libs.store import environments
from libs.store.database import Transaction
from libs.store.environments import ReleaseFlow


@dataclass(frozen=True, slots=True)
class Release:
    tenant_id: UUID
    id: UUID
    name: str
    summary: str | None
    environment_id: UUID
    """The furthest environment it stands in."""
    created_at: datetime
    last_deployed: datetime | None
    can_roll_back: bool
    flows: tuple[ReleaseFlow, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """A snapshot on its way into a release, which is new where `release_name` is needed."""

    flow_id: UUID
    version_id: UUID
    release_id: UUID
    release_name: str | None = None
    created_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReleaseFilter:
    """None leaves each open."""

    environment_id: UUID | None = None
    """Where it stands."""
    types: tuple[str, ...] | None = None
    """Of the environment where it stands."""
    since: datetime | None = None
    """Deployed then or later; one that never was, made then or later."""
    search_term: str | None = None
    """Part of its name, whatever its case."""


@dataclass(frozen=True, slots=True)
class ReleasedSnapshot:
    version_id: UUID
    comment: str | None
    created_at: datetime
    created_by: UUID | None
    deployed_at: datetime
    release_id: UUID
    release_name: str
    environment_id: UUID
    environment_name: str


async def build(tx: Transaction, tenant_id: UUID, new: Build) -> Release:
    """Puts a snapshot into a release and deploys it to the first environment.

    A release that stood further on goes back there, so that it is promoted again as it is now.
    Raises release.not-found for an unknown id without a name.
    """
    first, *_ = await environments.list_environments(tx, tenant_id)
    if not await tx.fetch("releases.list", tenant_id, new.release_id, *[None] * 4):
        if new.release_name is None:
            raise _not_found(new.release_id)
        await tx.execute("releases.insert", tenant_id, new.release_id, new.release_name, first.id)
    await tx.execute(
        "releases.put_flow",
        tenant_id,
        new.release_id,
        new.flow_id,
        new.version_id,
        new.created_by,
    )
    await tx.execute("releases.deploy", tenant_id, new.release_id, first.id, new.flow_id)
    return await get(tx, tenant_id, new.release_id)


async def get(tx: Transaction, tenant_id: UUID, release_id: UUID) -> Release:
    """Raises release.not-found."""
    found = await _listed(tx, tenant_id, release_id, None, None, None, None)
    if not found:
        raise _not_found(release_id)
    return found[0]


async def list_releases(
    tx: Transaction, tenant_id: UUID, wanted: ReleaseFilter = ReleaseFilter()
) -> list[Release]:
    """Newest first."""
    return await _listed(tx, tenant_id, None, *astuple(wanted))


async def deploy(
    tx: Transaction, tenant_id: UUID, release_id: UUID, environment_id: UUID
) -> Release:
    """Raises release.not-found, environment.not-found, release.not-next."""
    release = await get(tx, tenant_id, release_id)
    target = await environments.get(tx, tenant_id, environment_id)
    current = await environments.get(tx, tenant_id, release.environment_id)
    if current.next_id != target.id:
        raise ProblemError(
            ErrorCode.RELEASE_NOT_NEXT,
            f"The release {release.name} stands in {current.name}, which {target.name} does not "
            "follow.",
        )
    await tx.execute("releases.deploy", tenant_id, release_id, environment_id, None)
    return await get(tx, tenant_id, release_id)


async def roll_back(
    tx: Transaction, tenant_id: UUID, release_id: UUID, environment_id: UUID
) -> Release:
    """Takes the release out of the environment, which runs the previous release's snapshots again.

    Raises release.not-found, environment.not-found, release.nothing-to-roll-back.
    """
    release = await get(tx, tenant_id, release_id)
    environment = await environments.get(tx, tenant_id, environment_id)
    if not await tx.fetch("releases.roll_back", tenant_id, release_id, environment_id):
        raise ProblemError(
            ErrorCode.RELEASE_NOTHING_TO_ROLL_BACK,
            f"The release {release.name} does not stand in {environment.name}.",
        )
    await tx.execute("releases.return_to_furthest", tenant_id, release_id)
    return await get(tx, tenant_id, release_id)


async def list_released(tx: Transaction, tenant_id: UUID, flow_id: UUID) -> list[ReleasedSnapshot]:
    """Where the flow's snapshots stand, in the order of the environments."""
    rows = await tx.fetch("releases.released", tenant_id, flow_id)
    return [ReleasedSnapshot(**row) for row in rows]


async def _listed(tx: Transaction, tenant_id: UUID, *filters: object) -> list[Release]:
    rows = await tx.fetch("releases.list", tenant_id, *filters)
    flows: dict[UUID, list[ReleaseFlow]] = {row["id"]: [] for row in rows}
    for flow in await tx.fetch("releases.flows", tenant_id, list(flows)):
        flows[flow["release_id"]].append(ReleaseFlow(**flow))
    return [Release(**row, flows=tuple(flows[row["id"]])) for row in rows]


def _not_found(release_id: UUID) -> ProblemError:
    return ProblemError(ErrorCode.RELEASE_NOT_FOUND, f"There is no release {release_id}.")
