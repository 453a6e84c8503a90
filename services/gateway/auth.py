"""Who asks, and for which tenant.

The platform lets a key's own tenant win over the `manywhotenant` header, so a script can change a
tenant it did not name. Here a header that the key does not act for is refused.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, Header, Security
from fastapi.security import APIKeyHeader

from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.scopes import Scope
from libs.runtime.credentials import Credential, CredentialKind, MalformedCredential
from libs.store import keys, tenants
from libs.store.database import Database
from libs.store.keys import Caller, KeyState
from services.gateway.parts import WithParts

_header = APIKeyHeader(
    name="x-boomi-flow-api-key", scheme_name="apiKey", auto_error=False, description="The API key."
)
_authorization = APIKeyHeader(
    name="Authorization",
    scheme_name="authorization",
    auto_error=False,
    description="The same key, where a client can only set this header.",
)


@dataclass(frozen=True, slots=True)
class Acting:
    """A caller whose key holds, and the tenant this request is about."""

    caller: Caller
    tenant_id: UUID


async def _acting(
    parts: WithParts,
    key: Annotated[str | None, Security(_header)],
    authorization: Annotated[str | None, Security(_authorization)],
    manywhotenant: Annotated[
        UUID | None, Header(description="The tenant to act for; the key's own when left out.")
    ] = None,
) -> Acting:
    presented = key or (authorization or "").removeprefix("Bearer ").strip()
    if not presented:
        raise ProblemError(ErrorCode.AUTH_MISSING_KEY, "The request carries no API key.")
    caller = await _caller(parts.database, presented)
    tenant_id = manywhotenant or caller.tenant_id
    await check_acts_for(parts.database, caller, tenant_id)
    structlog.contextvars.bind_contextvars(
        tenant_id=str(tenant_id), key_id=str(caller.key_id), builder_id=str(caller.builder_id)
    )
    return Acting(caller, tenant_id)


async def _caller(database: Database, presented: str) -> Caller:
    try:
        key = Credential.parse(presented, CredentialKind.KEY)
    except MalformedCredential as wrong:
        raise ProblemError(
            ErrorCode.AUTH_MALFORMED_KEY, f"The text sent is not an API key: {wrong}."
        ) from None
    async with database.transaction(presented=key.hash) as tx:
        caller = await keys.authenticate(tx)
    if caller is None:
        raise ProblemError(ErrorCode.AUTH_INVALID_KEY, "The API key is well formed, but unknown.")
    match caller.state:
        case KeyState.EXPIRED:
            raise ProblemError(
                ErrorCode.AUTH_EXPIRED_KEY, f"The API key '{caller.key_name}' has expired."
            )
        case KeyState.REVOKED:
            raise ProblemError(
                ErrorCode.AUTH_REVOKED_KEY, f"The API key '{caller.key_name}' was revoked."
            )
        case KeyState.VALID:
            return caller


async def check_acts_for(database: Database, caller: Caller, tenant_id: UUID) -> None:
    """Raises tenant.foreign.

    One answer for a tenant that is foreign and one that is not there: ids are not told.
    """
    if tenant_id == caller.tenant_id:
        return
    if Scope.SUBTENANTS in caller.scopes:
        async with database.transaction([caller.tenant_id]) as tx:
            if await tenants.is_within(tx, caller.tenant_id, tenant_id):
                return
    raise ProblemError(
        ErrorCode.TENANT_FOREIGN, f"The API key '{caller.key_name}' does not act for {tenant_id}."
    )


class Needs:
    """A dependency: the caller, if the key has this scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def __call__(self, acting: Annotated[Acting, Depends(_acting)]) -> Acting:
        require(acting, self.scope)
        return acting


def require(acting: Acting, scope: Scope) -> None:
    if scope not in acting.caller.scopes:
        raise ProblemError(
            ErrorCode.AUTH_SCOPE_MISSING,
            f"The API key '{acting.caller.key_name}' does not have the scope '{scope}'.",
            scope=scope,
        )


AnyKey = Annotated[Acting, Depends(_acting)]
PackageReader = Annotated[Acting, Depends(Needs(Scope.PACKAGES_READ))]
PackageWriter = Annotated[Acting, Depends(Needs(Scope.PACKAGES_WRITE))]
FlowWriter = Annotated[Acting, Depends(Needs(Scope.FLOWS_WRITE))]
TenantWriter = Annotated[Acting, Depends(Needs(Scope.TENANTS_WRITE))]
KeyWriter = Annotated[Acting, Depends(Needs(Scope.KEYS_WRITE))]
