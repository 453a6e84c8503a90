"""Secrets for docker-compose.yml: `python3 -m deploy.make_env` writes .env (mode 0600) once.

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
        "ADMIN_KEY": Credential.make(CredentialKind.KEY).reveal(),
    }


def main() -> int:
    """0 when written; 1 when there is a file, whose secrets the data depend on."""
    lines = "".join(f"{name}={value}\n" for name, value in settings().items())
    try:
        descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{FILE} is there; nothing was changed. The data need the secrets in it.")
        return 1
    with os.fdopen(descriptor, "w") as file:
        file.write(lines)
    print(f"Wrote {FILE}. ADMIN_KEY in it is the key of the root tenant's administrator.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
