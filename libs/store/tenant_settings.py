"""What a tenant has decided for itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from libs.store.database import Transaction


class UnsignedPackages(StrEnum):
    """What becomes of a package without a signature, or with one that is not trusted."""

    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Settings:
    unsigned_packages: UnsignedPackages = UnsignedPackages.ACCEPT


async def get(tx: Transaction, tenant_id: UUID) -> Settings:
    """The defaults where the tenant has decided nothing."""
    row = await tx.fetchrow("tenant_settings.get", tenant_id)
    return Settings() if row is None else Settings(UnsignedPackages(row["unsigned_packages"]))


async def save(tx: Transaction, tenant_id: UUID, settings: Settings) -> None:
    await tx.execute("tenant_settings.save", tenant_id, settings.unsigned_packages)
