"""What a package says of a flow, where its types are not those of the API."""

import copy
from collections.abc import Iterator
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from libs.flows.faults import Fault
from libs.flows.image import flow_image
from libs.flows.read import read_package
from libs.flows.references import closure, dangling
from services.gateway.platform.fitting import fitted
from services.gateway.shapes.flow import FlowResponseAPI
from services.gateway.shapes.image import FlowImageResponseAPI
from tests.packages.files import FILES, HERE

PACKAGE = orjson.loads(FILES[f"{HERE}/secret-places.package2"])
ODD: tuple[Any, ...] = ([], {}, [{}], {"a": [1]}, "text", 7, True, [["x"]])


def test_a_field_of_another_type_is_left_out_and_the_rest_stays() -> None:
    said = {"developerName": "Order intake", "allowJumping": [1], "id": {"id": 7, "versionId": "v"}}
    flow = fitted(FlowResponseAPI, said)
    assert flow.developer_name == "Order intake"
    assert flow.allow_jumping is False
    assert flow.id is not None
    assert (flow.id.id, flow.id.version_id) == (None, "v")


def test_several_items_of_one_list_are_left_out() -> None:
    image = fitted(FlowImageResponseAPI, {"mapElements": [1, {"developerName": "Start"}, "x"]})
    assert [element.developer_name for element in image.map_elements or ()] == ["Start"]


def _places(node: Any, path: tuple[int | str, ...] = ()) -> Iterator[tuple[int | str, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for step, value in items:
        yield (*path, step)
        if isinstance(value, dict | list):
            yield from _places(value, (*path, step))


@given(place=st.sampled_from(list(_places(PACKAGE))), odd=st.sampled_from(ODD))
def test_a_package_with_a_field_of_any_type_is_refused_or_can_be_looked_at(
    place: tuple[int | str, ...], odd: Any
) -> None:
    said = copy.deepcopy(PACKAGE)
    at = said
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = odd
    try:
        package = read_package(orjson.dumps(said))
    except Fault:
        return
    fitted(FlowImageResponseAPI, flow_image(package.parts, package.cultures))
    closure(package.flow.id, {(part.kind, part.id): part for part in package.parts})
    dangling(package.parts)
