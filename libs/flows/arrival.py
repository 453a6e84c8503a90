"""A package on its way into a tenant, before the tenant's own elements are looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias
from uuid import UUID

from libs.flows import kinds
from libs.flows.bindings import Bindings, Bound, bind
from libs.flows.blanked_places import field_of
from libs.flows.digest import element_digest
from libs.flows.kinds import Kind
from libs.flows.likely_secrets import LikelySecret, likely_secrets
from libs.flows.merging import Remembered, merge
from libs.flows.model import Json, Package, Part, Secret
from libs.flows.needs import Needs, needs
from libs.flows.overlay import apply_overlay
from libs.flows.provenance import Blanked
from libs.flows.references import Reference, references
from libs.flows.restoring import restore
from libs.flows.secret_slots import SecretSlot, secret_slots
from libs.flows.uris import UriMapping, map_uris, uri_of
from libs.flows.wishes import Wishes

SecretSource: TypeAlias = Literal["package", "binding"]
Key: TypeAlias = tuple[Kind, UUID]


@dataclass(frozen=True, slots=True)
class MappingHit:
    mapping: UriMapping
    connectors: tuple[Key, ...]
    """Whose URI in the package is the mapping's `from`. Empty: none has it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    package: Package
    """Its ids as the tenant will have them: elements that are merged carry the tenant's."""
    effective: tuple[Part, ...] = field(repr=False)
    """The package's parts, in its order, overlays applied."""
    references: tuple[Reference, ...]
    """Of the effective parts."""
    needs: Needs
    slots: frozenset[SecretSlot]
    """Where the package's elements can hold a secret, filled or blank."""
    overlays: Mapping[Key, Json] = field(repr=False)
    """Merge patches on content: mapped URIs and bindings that are no secrets."""
    secrets: tuple[Secret, ...]
    """The package's own and the bindings'; where both give one, the binding's."""
    secret_sources: Mapping[SecretSlot, SecretSource]
    mapping_hits: tuple[MappingHit, ...]
    unmatched_bindings: tuple[str, ...]
    """Of the request's bindings, those that name nothing in the package, or more than one thing."""
    merged: Mapping[Key, UUID]
    """Kind and id of the tenant's element to the id that it has in the package as it was sent."""
    remembered: tuple[Remembered, ...]
    """What merging has to remember for the next import."""
    likely_secrets: tuple[LikelySecret, ...]
    blanked: tuple[Blanked, ...]
    """Plain texts that were left out at export, and that neither tenant nor binding gives."""

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple((part.kind, part.id) for part in self.package.parts)

    @property
    def secret_keys(self) -> frozenset[Key]:
        """Elements that the package or a binding brings secrets for."""
        return frozenset((kind, element_id) for kind, element_id, _ in self.secret_sources)


def uris_of(package: Package, wishes: Wishes, bindings: Sequence[Bindings] = ()) -> dict[UUID, str]:
    """End-points that connectors get by binding or mapping, by id in the package: what merging
    needs to know before the tenant's elements are read.
    """
    bound = bind(package.parts, package.cultures, bindings)
    return _uris(bound, map_uris(package.parts, wishes.uri_mappings))


def arrive(
    package: Package,
    wishes: Wishes,
    *,
    bindings: Sequence[Bindings] = (),
    memory: Sequence[Remembered] = (),
    existing: Sequence[Part] = (),
) -> Arrival:
    """Merges ids, maps URIs and binds values. It can take a second: not for an event loop.

    `bindings` are the strongest first; the first are the request's, and may be empty. The request's
    URIs win over a mapping, and a mapping over those that a tenant keeps. `memory` and `existing`
    are for merging.py: what it remembered, and the tenant's elements that it may map to. Those that
    something was left out of at export are in `existing` too (restoring.py).
    """
    merged = merge(
        package,
        existing=existing,
        memory=memory,
        mergeable=wishes.merge,
        uris=uris_of(package, wishes, bindings),
    )
    targets = {source: target for (_, target), source in merged.merged.items()}
    restored = restore(package, merged, existing)
    arrived = restored.package
    came = {(part.kind, part.id): part for part in package.parts}
    origins = {(kind, target): came[kind, id_] for (kind, target), id_ in merged.merged.items()}
    bound = bind(arrived.parts, arrived.cultures, bindings, merged=origins)
    arrived = replace(arrived, parts=bound.parts)
    mapped = map_uris(package.parts, wishes.uri_mappings)
    uris = _uris(bound, {targets.get(id_, id_): patch for id_, patch in mapped.items()})
    overlays = _overlays(arrived.parts, bound, uris)
    effective = tuple(_effective(part, overlays) for part in arrived.parts)
    found = references(effective)
    secrets, sources = _secrets(arrived.secrets, bound.secrets)
    return Arrival(
        package=arrived,
        effective=effective,
        references=tuple(found),
        needs=needs(found, effective),
        slots=frozenset(secret_slots(arrived.parts, arrived.rest) | sources.keys()),
        overlays=overlays,
        secrets=secrets,
        secret_sources=sources,
        mapping_hits=_hits(package, wishes, targets),
        unmatched_bindings=bound.unmatched,
        merged=merged.merged,
        remembered=merged.remembered,
        likely_secrets=likely_secrets(effective),
        blanked=tuple(
            one
            for one in restored.blanked
            if field_of(one.path) not in overlays.get((one.kind, one.id), {})
        ),
    )


def _uris(bound: Bound, mapped: Mapping[UUID, Json]) -> dict[UUID, str]:
    requested = {id_: one.uri for id_, one in bound.uris.items() if one.layer == 0}
    kept = {id_: one.uri for id_, one in bound.uris.items()}
    return {**kept, **{id_: patch["uri"] for id_, patch in mapped.items()}, **requested}


def _overlays(
    parts: Sequence[Part], bound: Bound, uris: Mapping[UUID, str]
) -> dict[Key, dict[str, Json]]:
    """Only what changes something: an overlay that does not would still be stored and compared."""
    overlays = {key: dict(patch) for key, patch in bound.overlays.items() if patch}
    for part in parts:
        if part.kind == kinds.SERVICE and part.id in uris and uris[part.id] != uri_of(part):
            overlays.setdefault((part.kind, part.id), {})["uri"] = uris[part.id]
    return overlays


def _effective(part: Part, overlays: Mapping[Key, Json]) -> Part:
    if (part.kind, part.id) not in overlays:
        return part
    content = apply_overlay(part.content, overlays[part.kind, part.id])
    return replace(part, content=content, digest=element_digest(content))


def _secrets(
    brought: Sequence[Secret], bound: Sequence[Secret]
) -> tuple[tuple[Secret, ...], dict[SecretSlot, SecretSource]]:
    by_slot = {_slot(secret): secret for secret in (*brought, *bound)}
    sources: dict[SecretSlot, SecretSource] = dict.fromkeys(map(_slot, brought), "package")
    sources |= dict.fromkeys(map(_slot, bound), "binding")
    return tuple(by_slot.values()), sources


def _slot(secret: Secret) -> SecretSlot:
    return secret.kind, secret.element_id, secret.slot


def _hits(package: Package, wishes: Wishes, targets: Mapping[UUID, UUID]) -> tuple[MappingHit, ...]:
    connectors: dict[str | None, list[UUID]] = {}
    for part in package.parts:
        if part.kind == kinds.SERVICE:
            connectors.setdefault(uri_of(part), []).append(targets.get(part.id, part.id))
    return tuple(
        MappingHit(one, tuple((kinds.SERVICE, id_) for id_ in connectors.get(one.from_, ())))
        for one in wishes.uri_mappings
    )
