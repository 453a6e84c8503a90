"""The types that a connector's description can mean."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from libs.flows.model import Json, Part
from libs.flows.said import said_again
from libs.flows.shape import id_in, is_guid
from libs.flows.system_ids import SYSTEM_IDS

_PLATFORMS: Final = {
    what.removeprefix("type "): guid
    for guid, what in SYSTEM_IDS.items()
    if what.startswith("type ")
}


class TypeNames:
    """By name: the described ones, the connector's and the platform's. By id: the tenant's too."""

    def __init__(
        self,
        types: Sequence[Part],
        own: Sequence[Part],
        said: Sequence[Mapping[str, Json]],
        ids: Sequence[UUID],
    ) -> None:
        """`own` are the connector's; `ids` those that the described types, `said`, have there."""
        names = {part.name: str(part.id) for part in own}
        said_ids = {str(id_): str(id_) for id_ in (part.id for part in types)}
        for one, id_ in zip(said, ids, strict=True):
            names[one["developerName"]] = str(id_)
            if is_guid(one.get("id")):
                said_ids[one["id"].lower()] = str(id_)
        self._by_name = _PLATFORMS | names
        self._by_id = {guid: guid for guid in SYSTEM_IDS} | said_ids

    def refer(self, item: dict[str, Json], said: Mapping[str, Json]) -> None:
        """The type that is meant, by its name or else its id; as it was where neither is known."""
        meant = self._by_name.get(said.get("typeElementDeveloperName") or "")
        if meant is None:
            meant = self._by_id.get(id_of(said.get("typeElementId")))
        if meant is not None and id_of(item.get("typeElementId")) != meant:
            item["typeElementId"] = {"guid": meant}

    def say_argument(self, item: dict[str, Json], said: Mapping[str, Json]) -> None:
        """An input or output of an action."""
        said_again(item, said, ("contentType",))
        order = said.get("ordinal", said.get("order"))
        if type(order) is int:
            item["ordinal"] = order
        self.refer(item, said)


def id_of(value: Json) -> str:
    """Of a reference, in small letters; empty for none."""
    return (id_in(value) or "").lower()
