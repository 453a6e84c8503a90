"""Making API keys: for the caller, in the tenant it acts for, and never with more than it may."""

from datetime import datetime
from uuid import UUID

from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.scopes import Scope
from libs.runtime.clock import new_id
from libs.runtime.credentials import Credential, CredentialKind
from libs.store import builders, keys, tenants
from libs.store.database import Transaction
from libs.store.keys import Key, NewKey
from services.gateway.auth import Acting, require
from services.gateway.parts import Parts

LONGEST_NAME = 200


async def mint(
    parts: Parts,
    acting: Acting,
    name: str,
    scopes: frozenset[Scope],
    expires_at: datetime | None = None,
) -> tuple[Key, Credential]:
    """The key as it is kept, and the key itself, which is to be shown this once."""
    for scope in scopes:
        require(acting, scope)
    key = Credential.make(CredentialKind.KEY)
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        me = await builder_of(tx, acting)
        if me is None:
            me = acting.caller.builder_id
            await builders.create(tx, acting.tenant_id, acting.caller.builder)
        new = NewKey(new_id(), me, name, key.hash, scopes, expires_at)
        return await keys.create(tx, acting.tenant_id, new), key


async def builder_of(tx: Transaction, acting: Acting) -> UUID | None:
    """The caller in the tenant acted for: there it is known by its e-mail address, if at all."""
    if acting.tenant_id == acting.caller.tenant_id:
        return acting.caller.builder_id
    found = await builders.by_email(tx, acting.tenant_id, acting.caller.builder.email)
    return found.id if found else None


def usable_name(name: str | None, field: str) -> str:
    """It has to fit into the path of the address that revokes the key. `field`: where it stood."""
    if not name or len(name) > LONGEST_NAME or "/" in name or not name.isprintable():
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED,
            f"`{field}` has to be 1 to {LONGEST_NAME} printable characters without a slash.",
        )
    return name
