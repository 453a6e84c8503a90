"""Renaming ids gives what reading a file with those ids replaced would give."""

import re
from typing import Any
from uuid import UUID, uuid5

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.model import Package
from libs.flows.read import read_package
from libs.flows.renaming import renamed, renamed_package
from libs.flows.write import write_package
from tests.packages.order_elements import id_of
from tests.packages.order_intake import OrderIntake
from tests.unit.flows import strategies
from tests.unit.flows.packages import element, own_packages, plain, real_packages

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NEW = UUID("ab57b0d4-7f0b-4f0f-9a3c-0d7de23cf7f1")


def _new_names(package: Package) -> dict[UUID, UUID]:
    """Of every id in the package's content, and so of all that can be referred to."""
    text = "".join(part.content.decode() for part in package.parts)
    ids = {UUID(guid) for guid in _GUID.findall(text)}
    return {id_: uuid5(_NEW, str(id_)) for id_ in ids if id_.int}


def _renamed_text(data: str, names: dict[UUID, UUID]) -> str:
    spelled = {str(old): str(new) for old, new in names.items()}
    return _GUID.sub(lambda found: spelled.get(found[0], found[0]), data)


@pytest.mark.parametrize("data", [*own_packages(), *real_packages()])
def test_a_renamed_package_is_the_package_of_the_renamed_file(data: bytes) -> None:
    package = read_package(data)
    names = _new_names(package)
    expected = read_package(_renamed_text(data.decode(), names).encode())
    assert renamed_package(package, package.parts, names) == expected


@given(package=strategies.packages(), data=st.data())
def test_whatever_a_package_holds_its_ids_can_be_renamed(
    package: dict[str, Any], data: st.DataObject
) -> None:
    read = read_package(orjson.dumps(package))
    own = [part.id for part in read.parts]
    names = {id_: uuid5(_NEW, str(id_)) for id_ in data.draw(st.sets(st.sampled_from(own)))}
    text = _renamed_text(orjson.dumps(package).decode(), names)
    expected = read_package(text.encode())
    again = renamed_package(read, read.parts, names)
    assert [p.digest for p in again.parts] == [p.digest for p in expected.parts]
    assert again.digest == expected.digest
    written = write_package(again.parts, again.cultures, again.rest)
    assert read_package(written).digest == expected.digest


def test_an_element_that_names_none_of_the_ids_is_the_same_object() -> None:
    package = read_package(orjson.dumps(OrderIntake(1).package()))
    for part in package.parts:
        assert renamed(part, {_NEW: UUID(int=1)}) is part


def test_references_in_texts_and_code_and_keys_of_id_maps_are_renamed() -> None:
    value = UUID(id_of("prefix"))
    package = OrderIntake(1).package()
    macro = element(package, id_of("macro"))
    macro["code"] = f'state.getValue({{"id": "{str(value).upper()}"}});\f{value}'
    read = read_package(orjson.dumps(package))
    again = renamed_package(read, read.parts, {value: _NEW})
    written = write_package(again.parts, again.cultures, again.rest)
    assert str(value) not in written.decode().lower()
    assert element(plain(written), id_of("macro"))["code"].count(str(_NEW)) == 2
    flow = plain(written)["flowConfiguration"]
    assert flow["valueElementIds"][str(_NEW)]["guid"] == str(_NEW)


def test_a_longer_number_that_holds_an_id_is_not_one() -> None:
    value = UUID(id_of("prefix"))
    package = OrderIntake(1).package()
    longer = f"a{value}"
    element(package, id_of("macro"))["code"] = longer
    read = read_package(orjson.dumps(package))
    again = renamed_package(read, read.parts, {value: _NEW})
    written = plain(write_package(again.parts, again.cultures, again.rest))
    assert element(written, id_of("macro"))["code"] == longer


def test_actions_and_texts_that_are_sorted_by_an_id_keep_their_stamps() -> None:
    package = OrderIntake(1).package()
    service = element(package, id_of("service"))
    inputs = [
        service["actions"][0]["serviceInputs"][0] | {"typeElementId": {"guid": str(id_)}}
        for id_ in (UUID(int=5), UUID(int=9))
    ]
    service["actions"] = [
        {"uriPart": "same", "id": str(UUID(int=n)), "serviceInputs": [one]}
        for n, one in enumerate(inputs, start=100)
    ]
    text = orjson.dumps(package).decode()
    read = read_package(text.encode())
    names = {UUID(int=5): UUID(int=20)}
    expected = read_package(_renamed_text(text, names).encode())
    assert renamed_package(read, read.parts, names) == expected


def test_secrets_follow_their_element_and_the_ids_in_their_slots() -> None:
    data = next(p.values[0] for p in own_packages() if p.id == "secret-places.package2")
    package = read_package(data)
    names = _new_names(package)
    again = renamed_package(package, package.parts, names)
    written = write_package(again.parts, again.cultures, again.rest, again.secrets)
    assert {s.value for s in read_package(written).secrets} == {s.value for s in package.secrets}
