"""Digests: what content and packages are the same by."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final
from uuid import UUID

from libs.flows.kinds import Kind
from libs.flows.model import Digest
from libs.flows.rest import keys_of
from libs.flows.split import Splitter, canonical

_NO_ELEMENT: Final = Kind("")


def element_digest(content: bytes) -> Digest:
    """SHA-256 over canonical content (model.py, Part)."""
    return sha256(content).digest()


def package_digest(
    parts: Iterable[tuple[Kind, UUID, Digest]], flow_id: UUID, rest: bytes
) -> Digest:
    """Over (kind, id, digest) of all parts, in whatever order they come, which flow is the
    package's own, and what the package's rest says under top-level keys (rest.py).
    """
    elements = sorted([kind, str(id_), digest.hex()] for kind, id_, digest in parts)
    unknown = Splitter(_NO_ELEMENT, {}, {}, ()).plain(keys_of(rest))
    return sha256(canonical([str(flow_id), elements, unknown])).digest()
