"""Brings a database to this version's schema: `python -m libs.store.migrate`.

Run by an administrator of the database (a role that may create roles), before the services start.
Any number may run at once; all but the first find nothing to do.
"""

import asyncio
import hashlib
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from libs.store.database import Connection
from libs.store.queries import QUERIES
from libs.store.scram import SALT_BYTES, scram_verifier

_HERE = Path(__file__).parent
_LOCK: Final = 0x510CE
"""The advisory lock that migrators of one database take: a number that nobody else uses."""


class MigrationEdited(Exception):
    """An applied migration file is no longer what was applied."""


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    sql: str
    digest: bytes


def migrations(folder: Path = _HERE / "migrations") -> list[Migration]:
    """In the order in which they are applied: by file name."""
    return [
        Migration(file.stem, file.read_text(), hashlib.sha256(file.read_bytes()).digest())
        for file in sorted(folder.glob("*.sql"))
    ]


async def migrate(
    admin_dsn: str, service_password: str, files: list[Migration] | None = None
) -> list[str]:
    """Makes the roles, sets the services' password, applies what is missing, all or nothing.

    Returns the names applied now. Raises MigrationEdited, ValueError for an unusable password,
    or what PostgreSQL says.
    """
    verifier = scram_verifier(service_password, secrets.token_bytes(SALT_BYTES))
    connection = await asyncpg.connect(admin_dsn)
    try:
        async with connection.transaction():
            await connection.execute(QUERIES["migrations.lock"], _LOCK)
            await connection.execute((_HERE / "roles.sql").read_text())
            await connection.execute(
                await connection.fetchval(QUERIES["migrations.password_statement"], verifier)
            )
            return await _apply(connection, migrations() if files is None else files)
    finally:
        await connection.close()


async def _apply(connection: Connection, files: list[Migration]) -> list[str]:
    await connection.execute(QUERIES["migrations.become_owner"])
    await connection.execute(QUERIES["migrations.create_table"])
    applied = {
        row["name"]: row["digest"] for row in await connection.fetch(QUERIES["migrations.applied"])
    }
    edited = [file.name for file in files if applied.get(file.name, file.digest) != file.digest]
    if edited:
        raise MigrationEdited(
            f"{', '.join(edited)} was changed after it had been applied to this database. Nothing "
            "was changed now. Restore the file as it was and write the change as a new migration."
        )
    missing = [file for file in files if file.name not in applied]
    for file in missing:
        await connection.execute(file.sql)
        await connection.execute(QUERIES["migrations.record"], file.name, file.digest)
    return [file.name for file in missing]


def main() -> int:
    try:
        admin_dsn, password = (
            os.environ[name] for name in ("SLUICE_ADMIN_DSN", "SLUICE_SERVICE_PASSWORD")
        )
    except KeyError as missing:
        sys.stderr.write(
            f"{missing.args[0]} is not set. SLUICE_ADMIN_DSN is the address of the database with "
            "an administrator's name, SLUICE_SERVICE_PASSWORD the password the services will use. "
            "Nothing was changed.\n"
        )
        return 2
    try:
        applied = asyncio.run(migrate(admin_dsn, password))
    except (MigrationEdited, ValueError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    sys.stdout.write(f"applied: {', '.join(applied) or 'nothing, the schema is up to date'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
