"""Digests: what content and packages are the same by."""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

from libs.flows.kinds import Kind
from libs.flows.model import Digest


def element_digest(content: bytes) -> Digest:
    """SHA-256 over canonical content (model.py, Part)."""
    return sha256(content).digest()


def package_digest(parts: Iterable[tuple[Kind, UUID, Digest]]) -> Digest:
    """Over (kind, id, digest) of all parts, in whatever order they come.

    Kind and id are of bounded alphabet and length-separated by a line, so no two different sets
    of parts read the same.
    """
    lines = sorted(f"{kind}\n{id_}\n{digest.hex()}\n" for kind, id_, digest in parts)
    return sha256("".join(lines).encode()).digest()
