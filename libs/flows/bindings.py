"""A tenant's own values for what a package leaves open, bound to the elements they are for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import orjson

from libs.flows.binding_claims import (
    URI,
    Bindings,
    Claim,
    Claims,
    ConnectorBinding,
    ValueBinding,
)
from libs.flows.binding_places import (
    PASSWORD,
    USERNAME,
    holds_text,
    is_password,
    text_patch,
    with_field_place,
    with_password_place,
)
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Json, Part, Secret
from libs.flows.nouns import called

__all__ = ["Bindings", "Bound", "BoundUri", "ConnectorBinding", "ValueBinding", "bind"]


@dataclass(frozen=True, slots=True)
class BoundUri:
    uri: str = field(repr=False)
    layer: int
    """The place in `layers` of the bindings that said so: 0 is the strongest."""


@dataclass(frozen=True, slots=True)
class Bound:
    parts: tuple[Part, ...]
    """As they were given, with a place in the stamp for every secret that is bound."""
    overlays: Mapping[tuple[Kind, UUID], Json] = field(repr=False)
    """Merge patches on content: texts and user names. URIs are in `uris` alone."""
    uris: Mapping[UUID, BoundUri]
    secrets: tuple[Secret, ...]
    unmatched: tuple[str, ...]
    """What the strongest layer names in vain, and why, a sentence each. Never a value."""


def bind(
    parts: Sequence[Part],
    cultures: Sequence[Culture],
    layers: Sequence[Bindings],
    *,
    merged: Mapping[tuple[Kind, UUID], Part] | None = None,
) -> Bound:
    """The strongest layer first; what it binds, later ones do not. `merged` has the elements that
    are the tenant's now as they came, by kind and id of the tenant's: a binding may name either.
    """
    binder = _Binder(parts, cultures)
    unmatched: tuple[str, ...] = ()
    for place, layer in enumerate(layers):
        claims = Claims(parts, merged or {})
        for value in layer.values:
            claims.claim_value(value.id, value.name, value.value)
        for connector in layer.connectors:
            claims.claim_connector(connector)
        misses = (*claims.misses, *binder.take(claims.texts, place))
        unmatched = unmatched if place else misses
    return binder.bound(unmatched)


class _Binder:
    def __init__(self, parts: Sequence[Part], cultures: Sequence[Culture]) -> None:
        self._parts = {(part.kind, part.id): part for part in parts}
        self._cultures = [culture.key for culture in cultures]
        self._taken: set[Claim] = set()
        self._overlays: dict[tuple[Kind, UUID], dict[str, Json]] = {}
        self._uris: dict[UUID, BoundUri] = {}
        self._secrets: list[Secret] = []

    def bound(self, unmatched: tuple[str, ...]) -> Bound:
        parts = tuple(self._parts.values())
        return Bound(parts, self._overlays, self._uris, tuple(self._secrets), unmatched)

    def take(self, texts: Mapping[Claim, str], layer: int) -> list[str]:
        """Binds what no stronger layer has bound. Returns what could not be, and why."""
        misses = []
        for claim, text in texts.items():
            if claim in self._taken:
                continue
            miss = self._bind(claim, text, layer)
            if miss is None:
                self._taken.add(claim)
            else:
                part = self._parts[claim.kind, claim.id]
                misses.append(f"The {called(part.kind, part.name)} {miss}.")
        return misses

    def _bind(self, claim: Claim, text: str, layer: int) -> str | None:
        key = (claim.kind, claim.id)
        if claim.field == URI:
            self._uris[claim.id] = BoundUri(text, layer)
        elif claim.field == USERNAME:
            self._overlays.setdefault(key, {})[USERNAME] = text
        elif claim.field == PASSWORD:
            if not text:
                return "is given an empty password"
            if PASSWORD in orjson.loads(self._parts[key].content):
                return "has something else than a text where its password would be"
            self._parts[key] = with_field_place(self._parts[key], PASSWORD)
            self._secrets.append(Secret(*key, PASSWORD, text))
        else:
            return self._bind_value(key, text)
        return None

    def _bind_value(self, key: tuple[Kind, UUID], text: str) -> str | None:
        part = self._parts[key]
        content = orjson.loads(part.content)
        if not holds_text(content):
            return "holds objects, and a binding gives a text"
        if not self._cultures:
            return "has no place for a text: the package describes no culture"
        if not is_password(content):
            self._overlays[key] = text_patch(part, text, self._cultures)
        elif not text:
            return "is given an empty password"
        else:
            self._parts[key], slots = with_password_place(part, self._cultures)
            self._secrets += [Secret(*key, slot, text) for slot in slots]
        return None
