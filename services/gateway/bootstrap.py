"""`python -m services.gateway.bootstrap`: the root tenant and the administrator's key.

The key comes from the environment, SLUICE_ADMIN_KEY, and is kept as a hash. Run again, it changes
nothing; run with another key, it puts that in the place of the one before.
"""

import asyncio
import sys
from typing import Final
from uuid import UUID

from pydantic import Field, SecretStr, field_validator

from libs.contracts.scopes import ALL
from libs.runtime.clock import new_id
from libs.runtime.credentials import Credential, CredentialKind
from libs.runtime.settings import Settings
from libs.store import builders, keys, tenants
from libs.store.builders import Builder
from libs.store.database import Database, Transaction
from libs.store.keys import KeyState, NewKey

ROOT: Final = UUID("00000000-0000-4000-8000-000000000001")
ROOT_NAME: Final = "Root"
ADMINISTRATOR: Final = Builder(
    UUID("00000000-0000-4000-8000-000000000002"), "admin@localhost", "Sluice", "Administrator"
)
KEY_NAME: Final = "admin"


class BootstrapSettings(Settings):
    admin_key: SecretStr = Field(description="The API key that administers the root tenant.")

    @field_validator("admin_key")
    @classmethod
    def _admin_key_is_a_key(cls, key: SecretStr) -> SecretStr:
        Credential.parse(key.get_secret_value(), CredentialKind.KEY)
        return key


async def bootstrap(database: Database, key: Credential) -> bool:
    """Whether anything was changed. Raises ValueError for a key that was revoked or has expired."""
    async with database.transaction(presented=key.hash) as tx:
        caller = await keys.authenticate(tx)
    if caller is not None:
        if caller.state is not KeyState.VALID:
            raise ValueError(f"this key was {caller.state} and cannot come back: make a new one")
        return False
    async with database.transaction([ROOT]) as tx:
        if await tenants.find(tx, ROOT) is None:
            await tenants.create_root(tx, ROOT, ROOT_NAME)
            await builders.create(tx, ROOT, ADMINISTRATOR)
        await tenants.lock(tx, [ROOT])
        await _replace_key(tx, key)
    return True


async def _replace_key(tx: Transaction, key: Credential) -> None:
    own = await keys.list_keys(tx, ROOT, ADMINISTRATOR.id)
    if any(one.name == KEY_NAME for one in own):
        await keys.revoke(tx, ROOT, ADMINISTRATOR.id, KEY_NAME)
    await keys.create(tx, ROOT, NewKey(new_id(), ADMINISTRATOR.id, KEY_NAME, key.hash, ALL))


async def _run(settings: BootstrapSettings) -> bool:
    key = Credential.parse(settings.admin_key.get_secret_value(), CredentialKind.KEY)
    database = await Database.connect(settings.database_dsn.get_secret_value(), max_size=1)
    try:
        return await bootstrap(database, key)
    finally:
        await database.close()


def main() -> None:
    settings = BootstrapSettings.from_environment()
    try:
        changed = asyncio.run(_run(settings))
    except ValueError as wrong:
        raise SystemExit(f"SLUICE_ADMIN_KEY: {wrong}") from None
    sys.stdout.write(f"root tenant {ROOT}: {'set up' if changed else 'as it was'}\n")


if __name__ == "__main__":
    main()
