"""What an API key may do. A key holds a set of these; `ALL` is what a tenant's first key gets."""

from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    PACKAGES_READ = "packages:read"
    """Export and share flows; look at flows, releases and environments. Jobs any key may read."""
    PACKAGES_WRITE = "packages:write"
    """Plan and import packages, take imports back; keep bindings; refresh connectors."""
    FLOWS_WRITE = "flows:write"
    """Change drafts, also back to a snapshot; make, activate and deactivate snapshots; build,
    deploy and roll back releases."""
    SECRETS_READ = "secrets:read"
    """Export packages with their passwords."""
    TENANTS_WRITE = "tenants:write"
    """Create sub-tenants and provision tenants; change a tenant's settings."""
    KEYS_WRITE = "keys:write"
    """Create and revoke API keys."""
    SUBTENANTS = "subtenants"
    """Act for any tenant below the key's own."""


ALL: Final = frozenset(Scope)
