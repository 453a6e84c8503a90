"""Secrets for docker-compose.yml: `python3 -m deploy.make_env` writes .env (mode 0600).

What stands in a file that is there stays, for the data depend on it; what it lacks is added.
Standard library only, so that it runs before anything is installed.
"""

import base64
import os
import secrets
import sys
from pathlib import Path

from libs.runtime.credentials import Credential, CredentialKind

FILE = Path(__file__).parents[1] / ".env"


def settings() -> dict[str, str]:
    """Fresh values for every secret that docker-compose.yml asks for."""
    passwords = ("POSTGRES", "SERVICE", "RABBITMQ")
    return {
        **{f"{name}_PASSWORD": secrets.token_hex(32) for name in passwords},
        "S3_SECRET_KEY": secrets.token_hex(32),
        "STORE_TOKEN_KEY": secrets.token_hex(32),
        "SEALING_KEYS": "first:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "SIGNING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "ADMIN_KEY": Credential.make(CredentialKind.KEY).reveal(),
    }


def complete(file: Path) -> list[str]:
    """Adds the settings that the file lacks, and gives their names."""
    there = file.read_text() if file.exists() else ""
    named = {line.partition("=")[0].strip() for line in there.splitlines()}
    missing = {name: value for name, value in settings().items() if name not in named}
    if there and not there.endswith("\n"):
        there += "\n"
    lines = "".join(f"{name}={value}\n" for name, value in missing.items())
    draft = file.with_name(file.name + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
        new.write(there + lines)
    draft.replace(file)
    return list(missing)


def main() -> int:
    added = complete(FILE)
    if added:
        print(f"Wrote {FILE}, new in it: {', '.join(added)}.")
        print("ADMIN_KEY in it is the key of the root tenant's administrator.")
    else:
        print(f"{FILE} is there and lacks nothing; nothing was changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
