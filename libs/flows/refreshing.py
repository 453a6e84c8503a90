"""A connector brought up to what it says of itself, without a second type for what is there.

A described type is the one of the connector that has its id; or its name, where two have it the one
more alike; or else, if no name fits, the only one that is of exactly its shape: it has a new name
then. Properties, bindings and actions are known by their names. What is new gets an id made of the
connector's and its name, so that describing it twice gives it once, under whatever name the tenant
has it by then. Types and properties are never
removed, for pages may show them; actions that the connector offers no longer are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from libs.flows import kinds
from libs.flows.additions import ACTION, items_by_name
from libs.flows.apart import Whole, take_part
from libs.flows.described import Described, described
from libs.flows.join import join
from libs.flows.model import Json, Part
from libs.flows.refreshed_type import refreshed_type
from libs.flows.rewrite import rewritten
from libs.flows.said import said_again, said_items
from libs.flows.type_matching import matched_types, types_of
from libs.flows.type_names import TypeNames

_ACTION: Final = ("developerName", "developerSummary", "isViewMessageAction")


@dataclass(frozen=True, slots=True)
class Refreshed:
    parts: tuple[Part, ...]
    """Changed and new ones, the connector first if it is among them. New ones have no version."""
    removed_actions: tuple[str, ...]
    """URI parts of actions that the connector offers no longer."""
    unnamed_types: tuple[str, ...]
    """Names of types of the connector that the description does not name; they stay."""


def reconcile(connector: Part, types: Sequence[Part], description: Json) -> Refreshed:
    """`description` is a DescribeServiceTypesAndActions or a ServiceElementResponseAPI of the
    platform; `types` are the tenant's, of which those of other connectors stay as they are.
    Raises Fault where the description is not built like that.
    """
    said = described(description)
    own = types_of(connector.id, types)
    made = [uuid5(connector.id, f"type/{one['developerName']}") for one in said.types]
    matched = matched_types(said.types, own, made)
    ids = [part.id if part else new for part, new in zip(matched, made, strict=True)]
    names = TypeNames(types, own, said.types, ids)
    again = [
        _type(connector.id, id_, one, standing, names)
        for id_, one, standing in zip(ids, said.types, matched, strict=True)
    ]
    service, removed = _with_actions(connector, said, names)
    standing = {part.id: part.digest for part in (connector, *types)}
    return Refreshed(
        parts=tuple(p for p in (service, *again) if standing.get(p.id) != p.digest),
        removed_actions=removed,
        unnamed_types=tuple(sorted(part.name for part in own if part.id not in ids)),
    )


def _type(
    connector_id: UUID, id_: UUID, said: Mapping[str, Json], standing: Part | None, names: TypeNames
) -> Part:
    if standing is not None:
        joined = join(standing)
        refreshed_type(joined.element, connector_id, said, names)
        return rewritten(standing, joined)
    element: dict[str, Json] = {
        "compositeId": {"guid": str(id_), "developerName": said["developerName"]},
        "serviceElementId": {"guid": str(connector_id)},
    }
    refreshed_type(element, connector_id, said, names)
    return take_part(Whole(kinds.TYPE, id_, element), frozenset(), flow_id=None, rules={})[0]


def _with_actions(
    connector: Part, said: Described, names: TypeNames
) -> tuple[Part, tuple[str, ...]]:
    """The connector with the actions that it offers, and the URI parts of those it does not."""
    if said.actions is None:
        return connector, ()
    joined = join(connector)
    standing = joined.element.get("actions")
    offered = {action["uriPart"] for action in said.actions}
    removed = set(items_by_name(joined.element, ACTION)) - offered
    joined.element["actions"] = said_items(
        standing,
        said.actions,
        "uriPart",
        lambda action, one: _say_action(connector.id, action, one, names),
    )
    return rewritten(connector, joined), tuple(sorted(removed))


def _say_action(
    connector_id: UUID, action: dict[str, Json], said: Mapping[str, Json], names: TypeNames
) -> None:
    action.setdefault("id", str(uuid5(connector_id, f"action/{said['uriPart']}")))
    said_again(action, said, _ACTION)
    for field in ("serviceInputs", "serviceOutputs"):
        if said.get(field) is not None:
            action[field] = said_items(
                action.get(field), said[field], "developerName", names.say_argument
            )
    if said.get("serviceActionOutcomes") is not None:
        action["serviceActionOutcomes"] = said_items(
            action.get("serviceActionOutcomes"),
            said["serviceActionOutcomes"],
            "developerName",
            lambda outcome, one: said_again(outcome, one, ("id", "developerSummary")),
        )
