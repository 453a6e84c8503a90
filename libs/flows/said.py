"""What is described over what stands there: fields, and lists whose items are known by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID, uuid5

from libs.flows.image_names import objects
from libs.flows.model import Json
from libs.flows.slots import guid_of


def said_again(standing: dict[str, Json], said: Mapping[str, Json], fields: Iterable[str]) -> None:
    """What is said of these fields; an empty text says no more than none."""
    for field in fields:
        if said.get(field) not in (None, "") and standing.get(field) != said[field]:
            standing[field] = said[field]


def said_items(
    standing: Json,
    said: Sequence[Mapping[str, Json]],
    key: str,
    say: Callable[[dict[str, Json], Mapping[str, Json]], None],
) -> list[dict[str, Json]]:
    """The items that are said, each over the one that stands under its name, or the GUID that it
    refers to: those first, in the order they stand in, then the new ones.
    """
    waiting: dict[str | None, Mapping[str, Json]] = {o[key]: o for o in said if o.get(key)}
    items = []
    for item in objects(standing):
        one = waiting.pop(guid_of(item.get(key)), None)
        if one is not None:
            say(item, one)
            items.append(item)
    for name, one in waiting.items():
        item = {key: name}
        say(item, one)
        items.append(item)
    return items


def said_lasting(
    standing: Json,
    said: Sequence[Mapping[str, Json]],
    made_of: tuple[UUID, str],
    say: Callable[[dict[str, Json], Mapping[str, Json]], None],
) -> list[dict[str, Json]]:
    """The same for items with a GUID, which pages and maps may name: those that are not said stay.

    `made_of` is what the GUID of a new one is made of, beside its name: such an item is known by
    its GUID where the tenant has given it another name.
    """
    owner, what = made_of
    items = objects(standing)
    names = {guid_of(item.get("developerName")) for item in items}
    waiting = {one["developerName"]: one for one in said if one.get("developerName")}
    made = {str(uuid5(owner, f"{what}/{name}")): name for name in waiting}
    for item in items:
        name = guid_of(item.get("developerName"))
        if name not in waiting:
            name = made.get(guid_of(item.get("guid")) or "")
            name = None if name in names else name
        one = waiting.pop(name or "", None)
        if one is not None:
            say(item, one)
    for guid, name in made.items():
        if name in waiting:
            items.append({"guid": guid, "developerName": name})
            say(items[-1], waiting[name])
    return items
