"""API keys of the caller. A key is shown when it is made and never again."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.problems import ErrorCode, ProblemError
from libs.runtime.clock import new_id
from libs.runtime.credentials import Credential, CredentialKind
from libs.store import builders, keys, tenants
from libs.store.database import Transaction
from libs.store.keys import Key, NewKey
from services.gateway.auth import Acting, AnyKey, KeyWriter
from services.gateway.parts import WithParts
from services.gateway.shapes.key import UserTenantAPIKey

router = APIRouter(prefix="/api/admin/1/users/me/keys", tags=["Key"])
LONGEST_NAME = 200


def _view(acting: Acting, key: Key, shown: Credential | None = None) -> UserTenantAPIKey:
    return UserTenantAPIKey(
        name=key.name,
        api_key=shown.reveal() if shown else None,
        created_at=key.created_at.isoformat(),
        tenant_id=acting.tenant_id,
    )


async def _me(tx: Transaction, acting: Acting) -> UUID | None:
    """The caller in the tenant acted for: there it is known by its e-mail address, if at all."""
    if acting.tenant_id == acting.caller.tenant_id:
        return acting.caller.builder_id
    found = await builders.by_email(tx, acting.tenant_id, acting.caller.builder.email)
    return found.id if found else None


@router.get("")
async def list_keys(parts: WithParts, acting: AnyKey) -> list[UserTenantAPIKey]:
    """API keys of the caller, without the keys themselves."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        me = await _me(tx, acting)
        found = await keys.list_keys(tx, acting.tenant_id, me) if me else []
    return [_view(acting, one) for one in found]


@router.post("")
async def create_key(
    parts: WithParts, acting: KeyWriter, asked: UserTenantAPIKey, response: Response
) -> UserTenantAPIKey:
    """Make an API key, which may do what the caller's own may. The answer shows it this once."""
    name, key = _usable_name(asked.name), Credential.make(CredentialKind.KEY)
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        me = await _me(tx, acting)
        if me is None:
            me = acting.caller.builder_id
            await builders.create(tx, acting.tenant_id, acting.caller.builder)
        new = NewKey(new_id(), me, name, key.hash, acting.caller.scopes)
        made = await keys.create(tx, acting.tenant_id, new)
    response.headers["Cache-Control"] = "no-store"
    return _view(acting, made, key)


@router.delete("/{name}", response_class=Response)
async def revoke_key(parts: WithParts, acting: KeyWriter, name: str) -> None:
    """Revoke an API key. Requests that are under way with it are carried out."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        me = await _me(tx, acting)
        if me is None:
            raise ProblemError(ErrorCode.KEY_NOT_FOUND, f"There is no API key named {name}.")
        await keys.revoke(tx, acting.tenant_id, me, name)


def _usable_name(name: str | None) -> str:
    """It has to fit into the path of the address that revokes the key."""
    if not name or len(name) > LONGEST_NAME or "/" in name or not name.isprintable():
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED,
            f"`name` has to be 1 to {LONGEST_NAME} printable characters without a slash.",
        )
    return name
