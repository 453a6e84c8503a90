"""What a request of the platform's API says of an element, written into it as a package has it.

Fields that the request does not say stay as they are, and so does each that it says as the API
shows it now: who sends back what they got has changed nothing.
"""

from copy import deepcopy
from typing import Final, TypeAlias
from uuid import NAMESPACE_OID, uuid5

from libs.flows.api_fields import Field, Form, Shape
from libs.flows.api_names import Surroundings, property_ids
from libs.flows.documents import Texts
from libs.flows.image_names import objects
from libs.flows.model import Json
from libs.flows.shape import ZERO, is_guid, readable
from libs.flows.slots import guid_of

Path: TypeAlias = tuple[str, ...]

_DEEPEST: Final = 40
"""Steps. What is stored has to be read again, and packages are read to a depth of 64."""

_NOT_GIVEN: Final = "__ENCRYPTED__"
"""What the platform shows of a password: sent back, it says nothing."""

_IN_A_POINTER: Final = ("typeElementPropertyId", "command", "relativeUnit")


class Unusable(ValueError):
    """A field of a request that cannot be written. `path` is where it stands."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{readable(path)} {what}")
        self.path = path


class Writer:
    """Writes one element and its texts, in one culture."""

    def __init__(
        self, element: dict[str, Json], texts: Texts, culture: str, around: Surroundings
    ) -> None:
        self._element = element
        self._id: str = element["compositeId"]["guid"]
        self._texts = texts
        self._culture = culture
        self._around = around
        self._made: set[str] = set()

    def write(self, shape: Shape, said: dict[str, Json]) -> None:
        """Raises Unusable."""
        self._write(shape, self._element, said, ())

    def reserve_texts(self, shape: Shape, node: dict[str, Json], path: Path = ()) -> None:
        """The platform gives every text field of a new thing its content value, filled or not."""
        for key, field in shape.fields.items():
            if field.form is Form.TEXT and guid_of(node.get(field.name)) is None:
                node[field.name] = {"guid": self._fresh((*path, key))}
                self._texts.setdefault(node[field.name]["guid"], {})

    def _write(self, shape: Shape, node: dict[str, Json], said: dict[str, Json], at: Path) -> None:
        if len(at) > _DEEPEST:
            raise Unusable(at[:2], "is nested too deeply.")
        for key, field in shape.fields.items():
            named = said.get(field.named_by) if field.named_by else None
            if key in said or named:
                value = said.get(key)
                if named and is_nothing(value):
                    value = self._found(field, named, (*at, key))
                self._field(field, node, value, (*at, key))

    def _found(self, field: Field, name: str, at: Path) -> Json:
        if field.kind is None:  # a property of this very type
            found = property_ids(self._element).get(name)
        else:
            found = self._around.id(field.kind, name)
        if found is None:
            noun = field.kind or "property"
            raise Unusable(at, f"is not given, and no {noun}, or more than one, is named {name!r}.")
        return {"id": found} if field.form is Form.POINTER else found

    def _field(self, field: Field, node: dict[str, Json], said: Json, at: Path) -> None:
        if said == _NOT_GIVEN:
            return
        match field.form:
            case Form.LIST:
                self._list(field, node, said, at)
            case Form.OBJECT:
                self._object(field, node, said, at)
            case Form.TEXT:
                self._text(field, node, said, at)
            case _:
                standing = node.get(field.name)
                if lean(said) != lean(self._shown(field.form, standing)):
                    node[field.name] = self._kept(field.form, said, at)

    def _shown(self, form: Form, standing: Json) -> Json:
        """As the API says it."""
        if form is Form.POINTER and type(standing) is dict:
            return {"id": standing.get("guid")} | {k: standing.get(k) for k in _IN_A_POINTER}
        if form in (Form.REFERENCE, Form.BARE):
            return guid_of(standing)
        return self._around.names.readable(standing) if type(standing) is str else standing

    def _kept(self, form: Form, said: Json, at: Path) -> Json:
        """As a package keeps it."""
        if form is Form.PLAIN:
            return self._plain(said, at)
        if is_nothing(said) or type(said) is float:  # an operation may refer to a bare number
            return said or None
        guid = said.get("id") if type(said) is dict else said
        if not is_guid(guid):
            raise Unusable(at, "is not an id.")
        if form is Form.BARE:
            return guid
        more = said if form is Form.POINTER else {}
        property_id = more.get("typeElementPropertyId") or ZERO
        if not is_guid(property_id):
            raise Unusable((*at, "typeElementPropertyId"), "is not an id.")
        rest = {key: self._plain(more.get(key), at) for key in ("command", "relativeUnit")}
        return {"guid": guid, "typeElementPropertyId": property_id, **rest}

    def _plain(self, said: Json, at: Path) -> Json:
        """A text, a number, a flag, or the few objects that both spell alike."""
        if type(said) is str:
            if "\0" in said:
                raise Unusable(at, "has the character NUL, which no package may have.")
            return self._around.stored(said)
        if type(said) is list:
            return [self._plain(one, at) for one in said]
        if type(said) is dict:
            return {key: self._plain(one, (*at, key)) for key, one in said.items()}
        return said

    def _text(self, field: Field, node: dict[str, Json], said: Json, at: Path) -> None:
        guid = guid_of(node.get(field.name))
        texts = self._texts.get(guid or "", {})
        if lean(said) == lean(self._shown(Form.PLAIN, texts.get(self._culture))):
            return
        if guid is None or guid == ZERO:
            guid = self._fresh(at)
            node[field.name] = {"guid": guid}
        texts = self._texts.setdefault(guid, {})
        if said is None:
            texts.pop(self._culture, None)
        else:
            texts[self._culture] = self._plain(said, at)

    def _object(self, field: Field, node: dict[str, Json], said: Json, at: Path) -> None:
        standing = node.get(field.name)
        if field.shape is None or said is None:
            node[field.name] = None
            return
        below = standing if type(standing) is dict else {}
        self._write(field.shape, below, said, at)
        node[field.name] = below

    def _list(self, field: Field, node: dict[str, Json], said: Json, at: Path) -> None:
        """The list that is said is the list: what stands in it beside that goes."""
        standing = objects(node.get(field.name))
        if field.shape is None or not (said or standing):
            return
        self._made.update(guid for item in standing if (guid := guid_of(item)))
        left = dict(enumerate(standing))
        items: list[dict[str, Json]] = []
        for place, one in enumerate(said or ()):
            step, found = self._find(field.shape, left, place, one)
            if "id" in field.shape.fields and any(guid_of(item) == step for item in items):
                raise Unusable((*at, step), "is there twice.")
            item = self._new(field.shape, (*at, step)) if found is None else left.pop(found)
            self._write(field.shape, item, one, (*at, step))
            items.append(item)
        node[field.name] = items

    def _find(
        self, shape: Shape, left: dict[int, dict[str, Json]], place: int, said: dict[str, Json]
    ) -> tuple[str, int | None]:
        """What an item is called, and which of the standing ones it is."""
        for key in shape.identity:
            if not is_nothing(said.get(key)):
                field, wanted = shape.fields[key], lean(said[key])
                for position, item in left.items():
                    if lean(self._shown(field.form, item.get(field.name))) == wanted:
                        return str(wanted), position
                return str(wanted), None
        return str(place), place if place in left else None

    def _new(self, shape: Shape, at: Path) -> dict[str, Json]:
        item = deepcopy(dict(shape.new))
        own = next((name for name in ("guid", "internalId") if _holds(shape, name)), "id")
        item[own] = self._fresh(at)
        self.reserve_texts(shape, item, at)
        return item

    def _fresh(self, at: Path) -> str:
        """A GUID for something new: the same whenever the same request is made."""
        step = "/".join((self._id, *at))
        while (guid := str(uuid5(NAMESPACE_OID, step))) in self._made:
            step += "'"
        self._made.add(guid)
        return guid


def _holds(shape: Shape, name: str) -> bool:
    return any(field.name == name for field in shape.fields.values())


def lean(value: Json) -> Json:
    """Without anything empty: the API's defaults and what a package leaves out are the same."""
    if type(value) is dict:
        return {
            key: inner for key, said in value.items() if (inner := lean(said)) is not None
        } or None
    if type(value) is list:
        return [lean(item) for item in value] or None
    return None if value in (None, False, 0, "", ZERO) else value


def is_nothing(value: Json) -> bool:
    """A reference without an id says nothing, whatever else it says."""
    return lean(value.get("id") if type(value) is dict else value) is None
