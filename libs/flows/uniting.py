"""Several flows' packages as one: the first is the main flow's, the others its sub-flows'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.digest import package_digest
from libs.flows.issues import Concerned
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Json, Package, Part, Secret
from libs.flows.rest import make_rest
from libs.flows.shape import is_guid
from libs.flows.slots import is_of_package
from libs.flows.stamps import moment_of, with_references_pinned
from libs.flows.subflows import activation_order, called


@dataclass(frozen=True, slots=True)
class United:
    package: Package
    subflows: tuple[UUID, ...]
    """In the order of activation, and so in the file."""
    overruled: tuple[Concerned, ...]
    """Shared elements of which the flows had different content, so that one of them stands for
    all: the main flow's, else the newest."""


def united(main: Package, others: Sequence[Package]) -> United:
    """One package of a flow and the flows it calls, which come from the same tenant.

    What belongs to no element comes from the main flow's package alone. A password that is blank
    in one of the packages comes from another, where the element has the same content there.
    """
    if not others:
        return United(main, (), ())
    packages = {one.flow.id: one for one in (*others, main)}
    calls = {main.flow.id: called(main.parts, main.flow.id)}
    calls |= {id_: called(one.parts, id_) for id_, one in packages.items() if id_ != main.flow.id}
    subflows = tuple(id_ for id_ in activation_order(calls) if id_ != main.flow.id)
    ordered = [main, *(packages[id_] for id_ in subflows)]
    taken, overruled = _taken(ordered)
    parts = _in_file_order(main.flow, subflows, taken)
    rest = _rest(ordered, parts)
    digests = [(part.kind, part.id, part.digest) for part in parts]
    package = Package(
        parts=parts,
        cultures=_cultures(ordered),
        rest=rest,
        digest=package_digest(digests, main.flow.id, rest),
        secrets=_secrets(ordered, taken),
    )
    return United(package, subflows, overruled)


def _taken(
    packages: Sequence[Package],
) -> tuple[dict[tuple[Kind, UUID], Part], tuple[Concerned, ...]]:
    """Which part stands for each element, and those of which others were passed over."""
    taken = {(part.kind, part.id): part for part in packages[0].parts}
    settled = set(taken)
    overruled: dict[tuple[Kind, UUID], None] = {}
    for package in packages[1:]:
        for part in package.parts:
            key = (part.kind, part.id)
            held = taken.setdefault(key, part)
            if held.digest == part.digest:
                continue
            overruled[key] = None
            if key not in settled and _date(part) > _date(held):
                taken[key] = part
    concerned = (Concerned(kind, id_, taken[kind, id_].name) for kind, id_ in overruled)
    return taken, tuple(concerned)


def _date(part: Part) -> datetime:
    """Without a date it is older than any other."""
    return moment_of(part.modified) or datetime.min.replace(tzinfo=UTC)


def _in_file_order(
    main: Part, subflows: Sequence[UUID], taken: Mapping[tuple[Kind, UUID], Part]
) -> tuple[Part, ...]:
    flows = {(kinds.FLOW, id_): taken[kinds.FLOW, id_] for id_ in subflows}
    owned: dict[UUID, set[tuple[Kind, UUID]]] = {id_: set() for id_ in subflows}
    elements = []
    for key, part in taken.items():
        if key not in flows and part is not main:
            elements.append(part)
            if part.flow_id in owned:
                owned[part.flow_id].add(key)
    named = (_naming(flow, owned[flow.id]) for flow in flows.values())
    return (main, *named, *elements)


def _naming(flow: Part, owned: set[tuple[Kind, UUID]]) -> Part:
    """A sub-flow whose id maps name all that it owns: in a file only they tell whose a map is."""
    content = orjson.loads(flow.content)
    named = {
        (kind, UUID(guid))
        for key, kind in kinds.MANIFESTS.items()
        for guid in content.get(key, ())
        if is_guid(guid)
    }
    if owned <= named:
        return flow
    return with_references_pinned(flow, dict.fromkeys(sorted(named | owned)))


def _cultures(packages: Sequence[Package]) -> tuple[Culture, ...]:
    cultures: dict[str, Culture] = {}
    for package in packages:
        for culture in package.cultures:
            cultures.setdefault(culture.key, culture)
    return tuple(cultures.values())


def _rest(packages: Sequence[Package], parts: Sequence[Part]) -> bytes:
    """The main flow's, with the documents of all; one of an absent element that a sub-flow brings
    along after all is left out, because its own document comes with the element.
    """
    held = {str(part.id) for part in parts}
    documents: dict[str, list[Json]] = {}
    for package in packages:
        for first, second in orjson.loads(package.rest)["documents"]:
            absent = type(first) is dict
            id_ = first["fields"]["elementId"].lower() if absent else second
            if absent != (id_ in held):
                documents.setdefault(id_, [first, second])
    rest = orjson.loads(packages[0].rest)
    return make_rest(rest["keys"], rest.get("blanks", {}), list(documents.values()))


def _secrets(
    packages: Sequence[Package], taken: Mapping[tuple[Kind, UUID], Part]
) -> tuple[Secret, ...]:
    secrets: dict[tuple[Kind, UUID, str], Secret] = {}
    for package in packages:
        same = {
            (part.kind, part.id)
            for part in package.parts
            if taken[part.kind, part.id].digest == part.digest
        }
        for secret in package.secrets:
            foreign = is_of_package(secret.slot) and package is not packages[0]
            if (secret.kind, secret.element_id) in same and not foreign:
                secrets.setdefault((secret.kind, secret.element_id, secret.slot), secret)
    return tuple(secrets.values())
