"""Sub-tenants, and tenants that are provisioned with a builder and a key in one step."""

from fastapi import APIRouter, Response

from libs.contracts.problems import ErrorCode, ProblemError
from libs.runtime.clock import new_id
from libs.runtime.credentials import Credential, CredentialKind
from libs.store import builders, keys, tenants
from libs.store.builders import Builder
from libs.store.keys import NewKey
from libs.store.tenants import Tenant
from services.gateway import minting
from services.gateway.auth import AnyKey, TenantWriter
from services.gateway.parts import WithParts
from services.gateway.shapes.tenant import (
    SubtenantCreateRequest,
    TenantMinimalAPI,
    TenantRegistrationRequestAPI,
    TenantResponseAPI,
)

router = APIRouter(prefix="/api/admin", tags=["Tenant"])
LONGEST_NAME = 100


def usable_name(name: str | None) -> str:
    """The platform's rule: letters and digits, here of any script."""
    if not name or not name.isalnum() or len(name) > LONGEST_NAME:
        raise ProblemError(
            ErrorCode.TENANT_NAME_MALFORMED,
            f"A tenant's name is 1 to {LONGEST_NAME} letters and digits, without spaces.",
        )
    return name


def _view(tenant: Tenant) -> TenantResponseAPI:
    return TenantResponseAPI(
        id=str(tenant.id), developer_name=tenant.name, developer_summary=tenant.summary
    )


@router.get("/1/tenant/subtenants")
async def list_subtenants(parts: WithParts, acting: AnyKey) -> list[TenantResponseAPI]:
    """Sub-tenants of the tenant."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await tenants.list_subtenants(tx, acting.tenant_id)
    return [_view(one) for one in found]


@router.post("/1/tenant/subtenants")
async def create_subtenant(
    parts: WithParts, acting: TenantWriter, asked: SubtenantCreateRequest
) -> TenantMinimalAPI:
    """Make a sub-tenant."""
    name, tenant_id = usable_name(asked.developer_name), new_id()
    async with parts.database.transaction([acting.tenant_id, tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        made = await tenants.create_subtenant(
            tx, acting.tenant_id, tenant_id, name, asked.developer_summary
        )
    return TenantMinimalAPI(id=made.id, developer_name=made.name, user_count=0)


@router.post(
    "/2/provisioning",
    status_code=204,
    responses={
        204: {
            "headers": {
                "x-boomi-flow-api-key": {
                    "description": "The new tenant's key, where `apiKeyName` was given. It is "
                    "shown this once.",
                    "schema": {"type": "string"},
                }
            }
        }
    },
)
async def provision(
    parts: WithParts, acting: TenantWriter, asked: TenantRegistrationRequestAPI, response: Response
) -> None:
    """Make a tenant below the caller's, a builder and, if named, an API key."""
    name, email = usable_name(asked.tenant_name), (asked.email or "").strip()
    key_name = minting.usable_name(asked.api_key_name, "apiKeyName") if asked.api_key_name else ""
    if "@" not in email:
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, "The body has no `email` of the builder.")
    tenant_id, key = new_id(), Credential.make(CredentialKind.KEY)
    builder = Builder(new_id(), email, asked.first_name or "", asked.last_name or "")
    async with parts.database.transaction([acting.tenant_id, tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        await tenants.create_subtenant(tx, acting.tenant_id, tenant_id, name)
        await builders.create(tx, tenant_id, builder)
        if key_name:
            # It may do what the caller's may, and no more.
            new = NewKey(new_id(), builder.id, key_name, key.hash, acting.caller.scopes)
            await keys.create(tx, tenant_id, new)
    response.headers["Cache-Control"] = "no-store"
    if key_name:
        response.headers["x-boomi-flow-api-key"] = key.reveal()
