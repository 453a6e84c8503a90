"""One row or more of everything that a tenant can have."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from libs.contracts.jobs import JobKind
from libs.flows.merging import Remembered
from libs.flows.model import Part
from libs.flows.references import references
from libs.store import (
    bindings,
    builders,
    cultures,
    element_mappings,
    environment_variables,
    environments,
    import_runs,
    job_inputs,
    job_secrets,
    jobs,
    keys,
    packages,
    refreshes,
    releases,
    secrets,
    staging,
    tenant_identities,
    tenant_settings,
    uploads,
)
from libs.store.bindings import KeptBinding
from libs.store.builders import Builder
from libs.store.database import Database, Transaction
from libs.store.environment_variables import Variable
from libs.store.jobs import NewJob
from libs.store.keys import NewKey
from libs.store.packages import NewToken, StoredPackage
from libs.store.refreshes import NewRefresh
from libs.store.releases import Build
from libs.store.secrets import DRAFT
from libs.store.tenant_identities import Identity
from libs.store.tenant_settings import Settings, UnsignedPackages
from libs.store.uploads import Upload
from tests.integration.store.examples import import_draft, import_snapshot, reaching_package, sealed

DIGEST = bytes(32)


@dataclass(frozen=True)
class World:
    tenant: UUID
    key_hash: bytes
    token_hash: bytes


async def furnish(database: Database, tenant: UUID) -> World:
    world = World(tenant, uuid4().bytes * 2, uuid4().bytes * 2)
    what = reaching_package()
    await import_draft(database, tenant, what)
    placed = await import_snapshot(database, tenant, what)
    flow_id, key_id, job_id = what.flow.id, uuid4(), uuid4()
    connector = what.parts[-1]
    async with database.transaction(scope=[tenant]) as tx:
        builder = Builder(uuid4(), f"{tenant}@example.org")
        await builders.create(tx, tenant, builder)
        new_key = NewKey(key_id, builder.id, "key", world.key_hash, frozenset({"flows:write"}))
        await keys.create(tx, tenant, new_key)
        await cultures.merge(tx, tenant, what.cultures)
        await secrets.put(tx, tenant, DRAFT, [sealed(connector)])
        await releases.build(tx, tenant, Build(flow_id, placed.version_id, uuid4(), "Release"))
        await jobs.create(tx, NewJob(tenant, job_id, JobKind.IMPORT, {}, key_id))
        await staging.stage(tx, tenant, job_id, what, references(what.parts))
        await uploads.record(tx, Upload(tenant, job_id, f"uploads/{job_id}", DIGEST, 1))
        await job_secrets.put(tx, tenant, job_id, b"sealed", timedelta(hours=1))
        stored = StoredPackage(tenant, f"{tenant}/x", DIGEST, 1, False, flow_id, placed.version_id)
        await packages.record(tx, stored)
        await packages.issue(tx, stored, NewToken(uuid4(), world.token_hash, key_id))
        refresh = NewRefresh(
            uuid4(), connector.id, flow_id, DRAFT, connector.name, None, "created", job_id
        )
        await refreshes.request(tx, tenant, [refresh])
        await _keep_own(tx, tenant, job_id, connector)
    return world


async def _keep_own(tx: Transaction, tenant: UUID, job_id: UUID, connector: Part) -> None:
    """What is the tenant's own, written as by an import that can be taken back."""
    await job_inputs.put(tx, tenant, job_id, b"sealed")
    await import_runs.begin(tx, job_id)
    await import_runs.record(tx, tenant, job_id, connector.id, 1)
    binding = KeptBinding(connector.kind, connector.id, None, "password", b"sealed")
    await bindings.keep(tx, tenant, [binding])
    mapping = Remembered(connector.kind, uuid4(), connector.id, {})
    await element_mappings.remember(tx, tenant, [mapping])
    environment, *_ = await environments.list_environments(tx, tenant)
    variable = Variable(uuid4(), environment.id, "Key", None, b"sealed", True, None, None)
    await environment_variables.save(tx, tenant, variable)
    await tenant_settings.save(tx, tenant, Settings(UnsignedPackages.REFUSE))
    await tenant_identities.create(tx, tenant, Identity("age1", b"sealed"))
