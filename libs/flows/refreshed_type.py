"""A type as a connector describes it, over the one that stands there."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from libs.flows.image_names import objects
from libs.flows.model import Json
from libs.flows.said import said_again, said_items, said_lasting
from libs.flows.slots import guid_of
from libs.flows.type_names import TypeNames, id_of

_TYPE: Final = ("developerName", "developerSummary")
_BINDING: Final = ("developerSummary", "databaseTableName")
_BOUND: Final = ("databaseFieldName", "databaseContentType")


def refreshed_type(
    element: dict[str, Json], connector_id: UUID, said: Mapping[str, Json], names: TypeNames
) -> None:
    """Changes the element, in the package's spelling, in place."""
    id_ = UUID(element["compositeId"]["guid"])
    said_again(element, said, _TYPE)
    if "developerName" in element["compositeId"]:
        element["compositeId"]["developerName"] = element["developerName"]

    taken: dict[str, Json] = {}

    def say_property(item: dict[str, Json], one: Mapping[str, Json]) -> None:
        taken[one["developerName"]] = guid_of(item.get("guid"))
        said_again(item, one, ("contentType",))
        names.refer(item, one)

    if said.get("properties") is not None:
        element["properties"] = said_lasting(
            element.get("properties"), said["properties"], (id_, "property"), say_property
        )
    if said.get("bindings") is not None:
        properties = _Properties(element, said, taken)
        element["bindings"] = said_lasting(
            element.get("bindings"),
            said["bindings"],
            (id_, "binding"),
            lambda item, one: _say_binding(item, one, connector_id, properties),
        )


class _Properties:
    """A type's properties as its bindings name them: by name, or by the id in the description."""

    def __init__(
        self, element: Mapping[str, Json], said: Mapping[str, Json], taken: Mapping[str, Json]
    ) -> None:
        """`taken` are the described ones, by name: the tenant may call them something else."""
        self._by_name: dict[str | None, Json] = {
            guid_of(one.get("developerName")): guid_of(one.get("guid"))
            for one in objects(element.get("properties"))
        }
        self._by_name.update(taken)
        self._said = {
            id_of(one.get("id")): one.get("developerName") for one in said.get("properties") or ()
        }

    def guid(self, said: Mapping[str, Json]) -> Json:
        name = said.get("typeElementPropertyDeveloperName")
        id_ = id_of(said.get("typeElementPropertyId"))
        if not name:
            name = self._said.get(id_)
        return self._by_name.get(name) or (id_ if id_ in self._by_name.values() else None)


def _say_binding(
    item: dict[str, Json],
    said: Mapping[str, Json],
    connector_id: UUID,
    properties: _Properties,
) -> None:
    item.setdefault("id", item.get("guid"))
    item["serviceElementId"] = item.get("serviceElementId") or {"guid": str(connector_id)}
    said_again(item, said, _BINDING)
    if said.get("propertyBindings") is not None:
        bound = (
            {**one, "typeElementPropertyId": properties.guid(one)}
            for one in said["propertyBindings"]
        )
        item["propertyBindings"] = said_items(
            item.get("propertyBindings"),
            [*bound],
            "typeElementPropertyId",
            lambda old, one: said_again(old, one, _BOUND),
        )
