"""What a tenant decides for itself, and the key that packages can be sealed to for it."""

from fastapi import APIRouter

from libs.runtime.tenant_identity import recipient_of
from libs.store import tenant_settings, tenants
from libs.store.tenant_settings import Settings, UnsignedPackages
from services.gateway.auth import AnyKey, TenantWriter
from services.gateway.native.base import Camel
from services.gateway.parts import WithParts

router = APIRouter(prefix="/v1/tenant", tags=["Tenant"])


class SettingsView(Camel):
    unsigned_packages: UnsignedPackages
    """Whether packages without a trusted signature are imported."""


class SettingsChange(Camel):
    """What is left out stays as it is."""

    unsigned_packages: UnsignedPackages | None = None


class PublicKey(Camel):
    public_key: str
    """Seal a package to it (age), and only Sluice opens it, importing it into this tenant."""


@router.get("/settings")
async def get_settings(parts: WithParts, acting: AnyKey) -> SettingsView:
    """The tenant's settings."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        found = await tenant_settings.get(tx, acting.tenant_id)
    return SettingsView(unsigned_packages=found.unsigned_packages)


@router.patch("/settings")
async def change_settings(
    parts: WithParts, acting: TenantWriter, asked: SettingsChange
) -> SettingsView:
    """Change the tenant's settings."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        await tenants.lock(tx, [acting.tenant_id])
        found = await tenant_settings.get(tx, acting.tenant_id)
        wanted = Settings(asked.unsigned_packages or found.unsigned_packages)
        await tenant_settings.save(tx, acting.tenant_id, wanted)
    return SettingsView(unsigned_packages=wanted.unsigned_packages)


@router.get("/public-key")
async def get_public_key(parts: WithParts, acting: AnyKey) -> PublicKey:
    """The key that others seal packages to, so that only this tenant can import them."""
    async with parts.database.transaction([acting.tenant_id]) as tx:
        return PublicKey(public_key=await recipient_of(tx, parts.sealer, acting.tenant_id))
