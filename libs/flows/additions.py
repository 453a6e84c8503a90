"""An element of the tenant with what another of the same meaning has more.

What the tenant's element says stays as it is, so that nothing that uses it breaks: the other adds
actions, configuration values, properties and bindings, each known by its name.
"""

from collections.abc import Mapping
from typing import Final

from libs.flows import kinds
from libs.flows.documents import with_content_values
from libs.flows.image_names import objects
from libs.flows.join import Joined, join
from libs.flows.model import Json, Part
from libs.flows.rewrite import rewritten
from libs.flows.slots import guid_of

ACTION: Final = ("actions", "uriPart")
CONFIGURATION: Final = ("configurationValues", "developerName")
PROPERTY: Final = ("properties", "developerName")
BINDING: Final = ("bindings", "developerName")
_BOUND_PROPERTY: Final = ("propertyBindings", "typeElementPropertyId")
"""Each a list, and the field that tells its items apart."""

_LISTS: Final = {
    kinds.SERVICE: (ACTION, CONFIGURATION),
    kinds.TYPE: (PROPERTY, BINDING),
}


def with_additions(standing: Part, coming: Part) -> Part:
    """`standing`, as it is where `coming` has nothing more. Both are of one kind; ids in `coming`
    are the tenant's already.
    """
    ours, theirs = join(standing), join(coming)
    added: list[Json] = []
    for name, key in _LISTS[standing.kind]:
        new = _added(ours.element, theirs.element, (name, key))
        if name == BINDING[0]:
            added += _bound_properties(ours.element, theirs.element)
        if new:
            ours.element[name] = _longer(ours.element.get(name), new)
            added += new
    return rewritten(standing, _with_texts(ours, theirs, added)) if added else standing


def items_by_name(element: Mapping[str, Json], of: tuple[str, str]) -> dict[str, dict[str, Json]]:
    """The items of a list by what tells them apart, a name or the GUID of a reference; the first
    where two have the same, and none that has nothing.
    """
    name, key = of
    found: dict[str, dict[str, Json]] = {}
    for item in objects(element.get(name)):
        said = guid_of(item.get(key))
        if said is not None:
            found.setdefault(said, item)
    return found


def _added(ours: Json, theirs: Json, of: tuple[str, str]) -> list[Json]:
    """By name and by GUID: one that the tenant has renamed is there as well."""
    name, key = of
    names = {None, *items_by_name(ours, of)}
    guids = {guid_of(item.get("guid")) for item in objects(ours.get(name))} - {None}
    return [
        item
        for item in objects(theirs.get(name))
        if guid_of(item.get(key)) not in names and guid_of(item.get("guid")) not in guids
    ]


def _longer(items: Json, new: list[Json]) -> list[Json]:
    return [*items, *new] if type(items) is list else new


def _bound_properties(ours: Json, theirs: Json) -> list[Json]:
    """Properties that a binding, which both types have, binds in the other alone."""
    added: list[Json] = []
    others = items_by_name(theirs, BINDING)
    for name, binding in items_by_name(ours, BINDING).items():
        new = _added(binding, others.get(name, {}), _BOUND_PROPERTY)
        if new:
            binding["propertyBindings"] = _longer(binding.get("propertyBindings"), new)
            added += new
    return added


def _with_texts(ours: Joined, theirs: Joined, added: list[Json]) -> Joined:
    """With the texts of what was added, under the content values that they have."""
    named = _strings_in(added)
    translations = (theirs.frame or {}).get("translations") or {}
    texts = {**ours.texts, **{guid: t for guid, t in theirs.texts.items() if guid in named}}
    frame = ours.frame
    for culture, translation in translations.items():
        guids = [guid for guid in (translation or {}).get("guids") or () if guid in named]
        if guids:
            new = {"fields": {"elementId": ours.element["compositeId"]["guid"]}}
            frame = with_content_values(frame or new, [culture], guids)
    return Joined(ours.element, texts, frame, ours.places)


def _strings_in(node: Json) -> set[str]:
    if type(node) is str:
        return {node}
    below = node.values() if type(node) is dict else node if type(node) is list else ()
    return {text for value in below for text in _strings_in(value)}
