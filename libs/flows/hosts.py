"""Hosts that only a developer reaches."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_DEVELOPMENT: Final = re.compile(
    r"localhost|[^.]+"  # a bare name is of one network only
    r"|.*\.(?:localhost|local|localdomain|lan|home|internal|intranet|test|invalid|home\.arpa)"
    r"|(?:.*\.)?(?:ngrok\.(?:io|app|dev)|ngrok-free\.(?:app|dev)|localtunnel\.me|loca\.lt"
    r"|localhost\.run|lhr\.life|serveo\.net|trycloudflare\.com|devtunnels\.ms|pagekite\.me"
    r"|lvh\.me|nip\.io|sslip\.io)"
    r"|(?:.*\.)?(?:[^.]+-)?(?:dev|develop|development|staging)(?:-[^.]+)?\..*"
)
"""Of a host in small letters. The last: `staging.`, `orders-dev.`, `dev-orders.` in any label."""

_LONGEST: Final = 253  # of any name in the DNS


def is_development_host(uri: str) -> bool:
    """Whether the URI's host is this machine, a private address, or named as one of development.

    False for a URI without a host, or whose host is filled in when it is used.
    """
    try:
        host = (urlsplit(uri).hostname or "").rstrip(".")
    except ValueError:
        return False
    if not host or "{" in host or len(host) > _LONGEST:
        return False
    try:
        address = ip_address(host)
    except ValueError:
        return _DEVELOPMENT.fullmatch(host) is not None
    return not address.is_global
