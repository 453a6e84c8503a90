"""Stamps that have to be replaced although their content stays: they lack a place for a secret."""

from collections.abc import Iterable

from libs.flows.arrival import Arrival, Key
from libs.flows.model import Part
from libs.flows.secret_slots import password_properties, slots_of
from libs.flows.slots import is_of_package


def unstamped(arrival: Arrival, stored: Iterable[Part]) -> frozenset[Key]:
    """Of these elements as the tenant stores them, those whose stamp lacks a place for a secret
    that the package or a binding brings: exported, the secret would be left out.
    """
    properties = password_properties(arrival.package.parts)
    brought: dict[Key, set[str]] = {}
    for kind, id_, slot in arrival.secret_sources:
        if not is_of_package(slot):
            brought.setdefault((kind, id_), set()).add(_field(slot))
    found = set()
    for part in stored:
        wanted = brought.get((part.kind, part.id), set())
        if wanted - {_field(slot) for _, _, slot in slots_of(part, properties)}:
            found.add((part.kind, part.id))
    return frozenset(found)


def _field(slot: str) -> str:
    """A text has a place in every culture as soon as it has one at all."""
    return slot.partition("@")[0]
