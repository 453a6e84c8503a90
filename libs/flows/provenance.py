"""Where a package says it comes from, and what in it is not as it says (integrity.py)."""

from dataclasses import dataclass
from uuid import UUID

from libs.flows.issues import Concerned
from libs.flows.kinds import Kind


@dataclass(frozen=True, slots=True)
class Altered:
    """One difference between a package and its own statement."""

    detail: str
    """In one sentence. Never a value."""
    element: Concerned | None = None
    """None where it is something outside all elements."""


@dataclass(frozen=True, slots=True)
class Blanked:
    """A text of an element that looked like a secret, and of which it was left out at export."""

    kind: Kind
    id: UUID
    path: str
    """Of the text, as secret slots are named (blanked_places.py)."""
    gaps: tuple[int, ...]
    """Where in what is left something was, in characters. The whole text: `(0,)`."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose key it is, and whether that key is trusted, is not known here (runtime/signing.py)."""

    producer: str
    key: bytes | None
    """Ed25519 public key, 32 bytes, that has signed; None for a package without a signature."""
    altered: tuple[Altered, ...] = ()
    bad_signature: bool = False
    """There is one, and it does not belong to the statement."""
    blanked: tuple[Blanked, ...] = ()
    """Whether the package has these places is not known."""
