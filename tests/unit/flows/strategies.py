"""Hypothesis strategies: whole packages with every field name that has a rule, and any JSON."""

from typing import Any

from hypothesis import strategies as st

from libs.flows.kinds import COLLECTIONS, MANIFESTS, Kind
from libs.flows.noise import DEFAULTS, FLOW_STAMPS
from libs.flows.shape import ZERO
from libs.flows.typed import field_types

_RULED = (
    "id",
    "guid",
    "versionId",
    "parentId",
    "dateCreated",
    "userModified",
    "UserOwnerObject",
    "userContentDateModified",
    "attributes",
    "properties",
    "command",
    "identityProvider",
    "valuesToReset",
    "navigationItems",
    "labelContentValueId",
    "contentFormatContentValueId",
    "defaultContentValueContentValueId",
    "contentValue",
    "defaultObjectData",
    "objectData",
    "value",
    "httpAuthenticationPassword",
    "clientSecret",
    "credentials",
    "apiKeys",
    "Authorization",
    "pin",
    "connectionString",
    "contentType",
    "contentContentValueId",
    "IsSecret",
    "name",
    "internalId",
    "isSecret",
    "Sharing",
    "sharing",
    "elementType",
    "typeElementPropertyId",
    "uriPart",
    "outcomes",
    *DEFAULTS,
    *FLOW_STAMPS,
)
characters = st.characters(codec="utf-8", exclude_characters="\0")
names = st.sampled_from(_RULED) | st.text(characters, max_size=6).filter(
    lambda n: not n.startswith("$")
)
guids = st.uuids().map(str)
words = st.text(characters, max_size=8)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)


def _scalars(content_values: list[str]) -> st.SearchStrategy[Any]:
    plain = st.none() | st.booleans() | numbers | words | guids
    special = st.sampled_from(
        [ZERO, "", "ContentPassword", "__ENCRYPTED__", "true", *content_values]
    )
    return plain | special


def trees(content_values: list[str]) -> st.SearchStrategy[Any]:
    references = st.sampled_from(content_values or [ZERO]).map(lambda guid: {"guid": guid})
    return st.recursive(
        _scalars(content_values) | references,
        lambda below: st.lists(below, max_size=3) | st.dictionaries(names, below, max_size=4),
        max_leaves=8,
    )


@st.composite
def elements(draw: st.DrawFn, kind: str, content_values: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = draw(st.dictionaries(names, trees(content_values), max_size=6))
    for field in ("developerName", "dateModified"):
        body |= draw(st.fixed_dictionaries({}, optional={field: st.none() | words}))
    optional = {
        "versionId": guids | st.just(ZERO) | st.none(),
        "elementType": st.none() | st.sampled_from(["START", "step", "Input"]),
        "developerName": st.none() | words,
        "isVersionless": st.booleans(),
    }
    composite = st.fixed_dictionaries({"guid": guids}, optional=optional)
    body["compositeId"] = draw(composite)
    if kind == "flow":
        pins = st.fixed_dictionaries({}, optional={"guid": guids, "versionId": guids})
        for field in draw(st.sets(st.sampled_from(list(MANIFESTS)), max_size=3)):
            body[field] = draw(st.none() | st.dictionaries(guids, pins, max_size=3))
    if kind == "service":
        action = st.dictionaries(names, trees(content_values), max_size=3)
        body["actions"] = draw(st.none() | st.lists(action, max_size=4))
        for one in body["actions"] or []:
            one["uriPart"] = one["uriPart"] if type(one.get("uriPart")) is str else None
    types = field_types(Kind(kind))
    return {
        key: value
        for key, value in body.items()
        if key not in types or value is None or type(value) in types[key]
    }


@st.composite
def _documents(draw: st.DrawFn, element: str, values: list[str], cultures: list[str]) -> Any:
    chosen = st.sets(st.sampled_from([*values, element]), max_size=4)
    translation = st.fixed_dictionaries(
        {},
        optional={
            "contentValues": st.none()
            | chosen.flatmap(
                lambda gs: st.fixed_dictionaries(dict.fromkeys(gs, st.none() | words))
            ),
            "contentValuesState": trees(values),
        },
    )
    translations = st.dictionaries(
        st.sampled_from(cultures) if cultures else guids, st.none() | translation, max_size=3
    )
    document = {"elementId": element, "elementType": draw(words), "dateCreated": draw(words)}
    optional = {"contentValueDocumentTranslations": st.none() | translations}
    return document | draw(st.fixed_dictionaries({}, optional=optional))


@st.composite
def packages(draw: st.DrawFn) -> dict[str, Any]:
    """A package of today's shape: any elements, unknown collections and keys, any documents."""
    values = draw(st.lists(guids, max_size=3, unique=True))
    flow = draw(elements("flow", values))
    package: dict[str, Any] = {"flowConfiguration": flow}
    keys = draw(st.sets(st.sampled_from([*COLLECTIONS, "widgetConfigurations"]), max_size=4))
    for key in sorted(keys):
        fewest = 0 if key in COLLECTIONS else 1
        kind = COLLECTIONS.get(key, key)
        package[key] = draw(st.lists(elements(kind, values), min_size=fewest, max_size=2))
    culture = st.fixed_dictionaries(
        {"compositeId": st.fixed_dictionaries({"guid": guids}), "language": st.none() | words},
        optional={"country": st.none() | words, "brand": words, "isDefault": st.booleans()},
    )
    package["contentValueCultures"] = draw(st.lists(culture, max_size=3))
    cultures = [c["compositeId"]["guid"] for c in package["contentValueCultures"]]
    owners = [e["compositeId"]["guid"] for key in keys for e in package[key]]
    ids = st.sampled_from([flow["compositeId"]["guid"], *owners]) | guids
    documents = ids.flatmap(lambda id_: _documents(id_, values, cultures))
    package["contentValueDocuments"] = draw(
        st.lists(documents, max_size=4, unique_by=lambda document: document["elementId"])
    )
    unknown = st.dictionaries(words.map(lambda w: f"x{w}"), trees(values), max_size=2)
    return package | draw(unknown)
