"""The top level of a package: which key holds what, and in which order the platform writes them."""

from collections.abc import Iterator
from typing import Final, NamedTuple
from uuid import UUID

from libs.flows import kinds
from libs.flows.faults import Fault, FaultCode, shortened
from libs.flows.kinds import Kind
from libs.flows.model import Json
from libs.flows.shape import a_list, an_id, an_object, is_guid

FLOW: Final = "flowConfiguration"
CULTURES: Final = "contentValueCultures"
DOCUMENTS: Final = "contentValueDocuments"

SUB_FLOWS: Final = "flowConfigurations"
KEYS: Final = (FLOW, SUB_FLOWS, CULTURES, DOCUMENTS, *list(kinds.COLLECTIONS)[1:])
"""Today's order of the top-level keys."""

COLLECTION_OF: Final[dict[Kind, str]] = {kind: key for key, kind in kinds.COLLECTIONS.items()}


class Found(NamedTuple):
    """One element in the file: what it is, and where it stands."""

    kind: Kind
    id: UUID
    body: dict[str, Json]
    path: tuple[str | int, ...]


def elements_of(package: dict[str, Json], most: int) -> list[Found]:
    """The flow, then every element in file order. Raises Fault: wrong types, twice, too many."""
    found: dict[tuple[Kind, UUID], Found] = {}
    for kind, body, path in _bodies(package):
        composite = an_object(body.get("compositeId"), (*path, "compositeId"))
        id_ = an_id(composite.get("guid"), (*path, "compositeId", "guid"))
        if (kind, id_) in found:
            raise Fault(
                FaultCode.DUPLICATE_ELEMENT, f"It holds {shortened(kind)} {id_} twice.", path
            )
        found[kind, id_] = Found(kind, id_, body, path)
        if len(found) > most:
            raise Fault(FaultCode.TOO_MANY_ELEMENTS, f"It has more than {most} elements.")
    return list(found.values())


def _bodies(
    package: dict[str, Json],
) -> Iterator[tuple[Kind, dict[str, Json], tuple[str | int, ...]]]:
    yield kinds.FLOW, an_object(package[FLOW], (FLOW,)), (FLOW,)
    for key, items in package.items():
        if key in kinds.COLLECTIONS or _is_new_collection(key, items):
            kind = kinds.COLLECTIONS.get(key, Kind(key))
            for place, item in enumerate(a_list(items, (key,))):
                yield kind, an_object(item, (key, place)), (key, place)


def _is_new_collection(key: str, items: Json) -> bool:
    """Whether a list under an unknown key holds elements: the format grows by such lists.

    Their kind is the key, so a key that is the name of a known kind cannot be one.
    """
    return (
        key not in KEYS
        and key not in COLLECTION_OF
        and type(items) is list
        and bool(items)
        and all(
            type(item) is dict
            and type(item.get("compositeId")) is dict
            and is_guid(item["compositeId"].get("guid"))
            for item in items
        )
    )


def owners(flows: list[tuple[UUID, dict[str, Json]]]) -> dict[tuple[Kind, str], UUID]:
    """Which sub-flow names a map, group or navigation in its id maps; the first one that does."""
    found: dict[tuple[Kind, str], UUID] = {}
    for flow_id, flow in flows:
        for key, kind in kinds.MANIFESTS.items():
            if kind in kinds.FLOW_SCOPED and type(flow.get(key)) is dict:
                for guid in flow[key]:
                    found.setdefault((kind, guid.lower()), flow_id)
    return found
