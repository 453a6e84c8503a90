"""API keys of the caller. A key is shown when it is made and never again."""

from fastapi import APIRouter, Response

from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.scopes import Scope
from libs.runtime.credentials import Credential
from libs.store import keys, tenants
from libs.store.keys import Key
from services.gateway.auth import Acting, AnyKey, KeyWriter
from services.gateway.minting import builder_of, mint, usable_name
from services.gateway.parts import WithParts
from services.gateway.shapes.key import UserTenantAPIKey

router = APIRouter(prefix="/api/admin/1/users/me/keys", tags=["Key"])


def _view(acting: Acting, key: Key, shown: Credential | None = None) -> UserTenantAPIKey:
    return UserTenantAPIKey(
        name=key.name,
        api_key=shown.reveal() if shown else None,
        created_at=key.created_at.isoformat(),
        tenant_id=acting.tenant_id,
    )


@router.get("")
async def list_keys(parts: WithParts, acting: AnyKey) -> list[UserTenantAPIKey]:
    """API keys of the caller, without the keys themselves."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        me = await builder_of(tx, acting)
        found = await keys.list_keys(tx, acting.tenant_id, me) if me else []
    return [_view(acting, one) for one in found]


@router.post("")
async def create_key(
    parts: WithParts, acting: KeyWriter, asked: UserTenantAPIKey, response: Response
) -> UserTenantAPIKey:
    """Make an API key, which may do what the caller's own may. The answer shows it this once."""
    name = usable_name(asked.name, "name")
    scopes = frozenset(map(Scope, acting.caller.scopes))
    made, key = await mint(parts, acting, name, scopes)
    response.headers["Cache-Control"] = "no-store"
    return _view(acting, made, key)


@router.delete("/{name}", response_class=Response)
async def revoke_key(parts: WithParts, acting: KeyWriter, name: str) -> None:
    """Revoke an API key. Requests that are under way with it are carried out."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        me = await builder_of(tx, acting)
        if me is None:
            raise ProblemError(ErrorCode.KEY_NOT_FOUND, f"There is no API key named {name}.")
        await keys.revoke(tx, acting.tenant_id, me, name)
