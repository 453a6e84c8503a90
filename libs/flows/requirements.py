"""What a package needs and cannot bring: flows, environment variables, custom components."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from libs.flows import kinds
from libs.flows.arrival import Arrival, Key
from libs.flows.faults import shortened
from libs.flows.issues import Concerned, Issue, IssueCode
from libs.flows.references import Reference
from libs.flows.target import Target

RequirementKind: TypeAlias = Literal["environment-variable", "custom-component", "subflow"]

_CODES: Final[dict[RequirementKind, IssueCode]] = {
    "environment-variable": IssueCode.MISSING_VARIABLE,
    "custom-component": IssueCode.MISSING_COMPONENT,
    "subflow": IssueCode.MISSING_SUBFLOW,
}
_SENTENCES: Final[dict[RequirementKind, str]] = {
    "environment-variable": "The tenant has no environment variable {name!r}.",
    "custom-component": "Nobody brings the custom component {name!r}.",
    "subflow": "The flow {name} is neither in the package nor in the tenant.",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    kind: RequirementKind
    name: str
    """Of a flow that the tenant does not have: its id."""
    present: bool
    """In the tenant."""
    users: tuple[Concerned, ...]
    """Elements of the package that refer to it."""


def requirements(arrival: Arrival, target: Target) -> tuple[Requirement, ...]:
    """Flows, then environment variables, then components, each by name."""
    needs, users = arrival.needs, _users(arrival)
    flows = [
        Requirement(
            "subflow",
            target.flows.get(id_, str(id_)),
            id_ in target.flows,
            users["subflow", str(id_)],
        )
        for id_ in needs.subflows
    ]
    variables = [
        Requirement(
            "environment-variable",
            name,
            name in target.variables,
            users["environment-variable", name],
        )
        for name in needs.variables
    ]
    components = [
        Requirement(
            "custom-component", name, name in target.components, users["custom-component", name]
        )
        for name in needs.components
    ]
    groups = (flows, variables, components)
    return tuple(one for group in groups for one in sorted(group, key=lambda one: one.name))


def missing_requirements(found: Sequence[Requirement]) -> Iterator[Issue]:
    for one in found:
        if not one.present:
            detail = _SENTENCES[one.kind].format(name=shortened(one.name))
            yield Issue(_CODES[one.kind], detail, one.users)


def _users(arrival: Arrival) -> dict[tuple[RequirementKind, str], tuple[Concerned, ...]]:
    names: dict[Key, str] = {(part.kind, part.id): part.name for part in arrival.effective}
    users: dict[tuple[RequirementKind, str], dict[Concerned, None]] = {}
    for reference in arrival.references:
        if (needed := _needed(reference)) is not None:
            key = (reference.kind, reference.source_id)
            users.setdefault(needed, {})[Concerned(*key, names[key])] = None
    return {needed: tuple(elements) for needed, elements in users.items()}


def _needed(reference: Reference) -> tuple[RequirementKind, str] | None:
    if reference.target_kind == kinds.FLOW:
        return "subflow", str(reference.target_id)
    if reference.how == "environment":
        return "environment-variable", reference.name or ""
    if reference.how == "component":
        return "custom-component", reference.name or ""
    return None
