"""Flows that call flows: which they are, in which order they go live, and each one on its own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.digest import package_digest
from libs.flows.kinds import Kind
from libs.flows.model import Package, Part
from libs.flows.references import Closures, references
from libs.flows.rest import make_rest


def called(parts: Iterable[Part], flow_id: UUID) -> tuple[UUID, ...]:
    """The flows that a flow's maps call as sub-flows or go out to, in the order of the parts.

    One that a value names only while the flow runs cannot be known, and is not among them.
    """
    maps = [part for part in parts if part.kind == kinds.MAP and part.flow_id == flow_id]
    named = [one.target_id for one in references(maps) if one.target_kind == kinds.FLOW]
    return tuple(dict.fromkeys(id_ for id_ in named if id_ is not None and id_ != flow_id))


def activation_order(calls: Mapping[UUID, Iterable[UUID]]) -> tuple[UUID, ...]:
    """The keys of `calls`, each behind what it calls. Flows that are no key are passed over.

    Where flows call each other in a circle, the one that is come upon first is the last of them:
    so the first key stands behind all that it leads to. In which order a flow's calls are given
    does not count.
    """
    order: list[UUID] = []
    begun: set[UUID] = set()
    for first in calls:
        waiting = [iter((first,))]
        path: list[UUID] = []
        while waiting:
            flow_id = _next_new(waiting[-1], begun, calls)
            if flow_id is not None:
                begun.add(flow_id)
                path.append(flow_id)
                waiting.append(iter(sorted(calls[flow_id])))
            else:
                waiting.pop()
                order += [path.pop()] if path else []
    return tuple(order)


def _next_new(
    flow_ids: Iterator[UUID], begun: set[UUID], known: Mapping[UUID, Iterable[UUID]]
) -> UUID | None:
    return next((one for one in flow_ids if one in known and one not in begun), None)


def divided(package: Package) -> tuple[Package, ...]:
    """Each flow of a package as a package of its own, in the order of activation.

    Each has what it reaches; the package's own flow also has what none of them reaches, and what
    belongs to no element. A package of one flow is given as it is.
    """
    flows = [part.id for part in package.parts if part.kind == kinds.FLOW]
    if len(flows) == 1:
        return (package,)
    closures = Closures({_key(part): part for part in package.parts})
    reached = {flow_id: {_key(part) for part in closures.of(flow_id)} for flow_id in flows}
    left = {_key(part) for part in package.parts}.difference(*reached.values())
    reached[package.flow.id] |= left
    owned: dict[UUID | None, list[Part]] = {}
    for part in package.parts:
        owned.setdefault(part.flow_id, []).append(part)
    order = activation_order({flow_id: called(owned[flow_id], flow_id) for flow_id in flows})
    places = {_key(part): place for place, part in enumerate(package.parts)}
    return tuple(_division(package, flow_id, reached[flow_id], places) for flow_id in order)


def _division(
    package: Package,
    flow_id: UUID,
    keys: set[tuple[Kind, UUID]],
    places: Mapping[tuple[Kind, UUID], int],
) -> Package:
    parts = [package.parts[place] for place in sorted(places[key] for key in keys)]
    parts.sort(key=lambda part: part.kind != kinds.FLOW)
    digests = [(part.kind, part.id, part.digest) for part in parts]
    rest = _rest(package, keys, whole=flow_id == package.flow.id)
    return replace(
        package,
        parts=tuple(parts),
        rest=rest,
        digest=package_digest(digests, flow_id, rest),
        secrets=tuple(one for one in package.secrets if (one.kind, one.element_id) in keys),
    )


def _rest(package: Package, keys: set[tuple[Kind, UUID]], *, whole: bool) -> bytes:
    """The order of these elements' documents; where `whole`, also what belongs to no element."""
    rest = orjson.loads(package.rest)
    named = {(kind, str(id_)) for kind, id_ in keys}
    documents = [
        [first, second]
        for first, second in rest["documents"]
        if (whole if type(first) is dict else (first, second) in named)
    ]
    if not whole:
        return make_rest({}, {}, documents)
    return make_rest(rest["keys"], rest.get("blanks", {}), documents)


def _key(part: Part) -> tuple[Kind, UUID]:
    return part.kind, part.id
