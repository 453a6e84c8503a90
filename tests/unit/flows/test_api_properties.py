"""Whatever a request of the API says of an element, these hold."""

from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from libs.flows import kinds
from libs.flows.api_elements import Saving, api_of_part, part_of_api
from libs.flows.api_names import Surroundings
from libs.flows.kinds import Kind
from libs.flows.model import Culture, Part

ENGLISH = Culture("EN/USA//", uuid4(), b"{}")
NOTHING = Surroundings.of([])
SECRET = "hush-hush"
_names = st.none() | st.sampled_from(["", "Number", "Placed", "{![Number]}", "a/b@c"])
_guids = st.none() | st.uuids().map(str)
_types = st.sampled_from([None, "ContentString", "ContentPassword", "ContentObject"])
_numbers = st.integers(0, 3)
_pointers = st.none() | st.fixed_dictionaries(
    {"id": _guids}, optional={"typeElementPropertyId": _guids, "command": _names}
)


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _list(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.lists(items, max_size=3)


_own = st.none() | st.just(SECRET)
_objects = _some(
    internalId=_guids,
    externalId=_names,
    order=_numbers,
    properties=_list(_some(developerName=_names, contentType=_types, contentValue=_names)),
)
_service_values = _some(
    developerName=_names,
    contentType=_types,
    order=_numbers,
    typeElementId=_guids,
    valueElementToReferenceId=_pointers,
)
_head = {"developerName": _names, "developerSummary": _names}
_VALUE = _some(
    **_head,
    contentType=_types,
    contentFormat=_names,
    defaultContentValue=_names | _own,
    isSecret=st.booleans(),
    typeElementId=_guids,
    defaultObjectData=_list(_objects),
)
_TYPE = _some(
    **_head,
    serviceElementId=_guids,
    properties=_list(_some(developerName=_names, contentType=_types, contentFormat=_names)),
    bindings=_list(_some(developerName=_names, databaseTableName=_names)),
)
_SERVICE = _some(
    **_head,
    uri=_names,
    httpAuthenticationUsername=_names,
    httpAuthenticationPassword=_own,
    configurationValues=_list(_service_values),
    actions=_list(_some(uriPart=_names, serviceInputs=_list(_service_values))),
)
_cases = ((kinds.VALUE, _VALUE), (kinds.TYPE, _TYPE), (kinds.SERVICE, _SERVICE))
_said = st.one_of([st.tuples(st.just(kind), said, said) for kind, said in _cases])


def saved(kind: Kind, said: dict[str, Any], existing: Part | None) -> Part:
    saving = Saving(ENGLISH, uuid4(), "2026-11-22T14:00:00.0000000+00:00", uuid4())
    edited = part_of_api(kind, said, existing=existing, around=NOTHING, saving=saving)
    for secret in edited.secrets:
        assert (kind, edited.part.id, secret.slot) in edited.slots
        if secret.value == SECRET:
            assert SECRET.encode() not in edited.part.content + edited.part.stamp
    return edited.part


@given(_said)
def test_saying_the_same_again_changes_nothing(case: Any) -> None:
    kind, first, then = case
    part = saved(kind, {"id": str(uuid4()), **first}, None)
    once = saved(kind, then, part)
    again = saved(kind, api_of_part(once, NOTHING, ENGLISH), once)
    assert again.content == once.content


@given(_said)
def test_what_is_not_said_stays(case: Any) -> None:
    kind, first, then = case
    part = saved(kind, {"id": str(uuid4()), "contentType": "ContentString", **first}, None)
    before = api_of_part(part, NOTHING, ENGLISH)
    after = api_of_part(saved(kind, then, part), NOTHING, ENGLISH)
    derived = {"dateModified", "whoModified", "hasValue", "elementType"}
    if kind == kinds.VALUE:  # a value that becomes a password shows its text no longer
        derived |= {"defaultContentValue", "defaultObjectData", "contentFormat"}
    unsaid = before.keys() - then.keys() - derived
    assert {key: before[key] for key in unsaid} == {key: after.get(key) for key in unsaid}
