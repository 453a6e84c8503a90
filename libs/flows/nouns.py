"""What people call an element."""

from typing import Final

from libs.flows import kinds
from libs.flows.faults import shortened
from libs.flows.kinds import Kind

_NOUNS: Final = {
    kinds.MAP: "map element",
    kinds.SERVICE: "connector",
    kinds.IDENTITY_PROVIDER: "identity provider",
    kinds.CUSTOM_PAGE_COMPONENT: "custom page component",
    kinds.OPEN_API: "open API",
}
"""Where it is not the kind itself."""


def noun(kind: Kind) -> str:
    return _NOUNS.get(kind, shortened(kind))


def called(kind: Kind, name: str) -> str:
    """`connector 'Order Desk'`."""
    return f"{noun(kind)} {shortened(name)!r}"
