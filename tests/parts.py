"""Real parts for tests: the ladder of the local stack, and a virtual host for whoever asks."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import httpx

from deploy.local.addresses import Amqp


@contextmanager
def virtual_host(amqp: Amqp) -> Iterator[str]:
    """The AMQP URL of a fresh virtual host, which is deleted with its queues afterwards.

    The node's HTTP API makes one in about 25 ms; tests that count messages take one each.
    """
    name = f"test-{secrets.token_hex(6)}"
    user, password = amqp.credentials()
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    with httpx.Client(
        base_url=amqp.management + "/api", auth=(user, password), timeout=30, trust_env=False
    ) as api:
        api.put(f"/vhosts/{name}").raise_for_status()
        grant = api.put(f"/permissions/{name}/{quote(user, safe='')}", json=everything)
        grant.raise_for_status()
        try:
            yield amqp.in_vhost(name)
        finally:
            api.delete(f"/vhosts/{name}").raise_for_status()
