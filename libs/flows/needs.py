"""What a package refers to and does not hold: it has to be in the tenant already."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.kinds import Kind
from libs.flows.model import Part
from libs.flows.references import Reference, unresolved


@dataclass(frozen=True, slots=True)
class Needs:
    subflows: frozenset[UUID]
    """Flows that are called."""
    variables: frozenset[str]
    """Names of environment variables: no package holds any."""
    components: frozenset[str]
    """Keys of custom page components."""
    elements: frozenset[tuple[Kind, UUID]]
    """Ordinary packages are closed, so there are seldom any."""
    values: frozenset[str]
    """Values named in texts and code."""
    dangling: tuple[Reference, ...]
    """Every reference that only the tenant can satisfy, but to flows, variables, components."""


def needs(references: Sequence[Reference], parts: Sequence[Part]) -> Needs:
    """`references` are those of the parts."""
    own = {(part.kind, part.id) for part in parts}
    flows = {part.id for part in parts if part.kind == kinds.FLOW}
    calls = {r.target_id for r in references if r.target_kind == kinds.FLOW and r.target_id}
    dangling = unresolved(references, parts)
    return Needs(
        subflows=frozenset(calls - flows),
        variables=frozenset(r.name for r in references if r.how == "environment" and r.name),
        components=frozenset(
            {r.name for r in references if r.how == "component" and r.name} - _component_keys(parts)
        ),
        elements=frozenset(
            (r.target_kind, r.target_id)
            for r in dangling
            if r.how in ("guid", "flowkey", "action") and r.target_kind and r.target_id
        )
        - own,  # a connector that lacks an action: the tenant's will be the package's
        values=frozenset(r.name for r in dangling if r.how == "name" and r.name),
        dangling=tuple(dangling),
    )


def _component_keys(parts: Sequence[Part]) -> set[str]:
    contents = (orjson.loads(p.content) for p in parts if p.kind == kinds.CUSTOM_PAGE_COMPONENT)
    return {content["key"] for content in contents if type(content.get("key")) is str}
