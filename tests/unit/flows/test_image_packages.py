"""Images of packages that nobody made for a test."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.flows import kinds
from libs.flows.faults import Fault
from libs.flows.image import flow_image, flow_response
from libs.flows.kinds import Kind
from libs.flows.read import read_package
from services.gateway.shapes.flow import FlowResponseAPI
from services.gateway.shapes.image import FlowImageResponseAPI
from tests.unit.flows.image_package import STEP, TEXT, ZERO, made, package_of, reference

REAL = sorted((Path(__file__).parents[3].parent / "shared" / "packages").glob("*.json"))
FIELDS = [
    *("actions", "attributes", "bindings", "comparisonType", "flowId", "guid", "id"),
    *("initializationOperations", "labelContentValueId", "navigationItems", "newMapElementId"),
    *("outcomes", "position", "properties", "propertyBindings", "subflow", "tags"),
    *("typeElementId", "typeElementPropertyId", "userOwner", "userOwnerObject"),
    *("valueElementToApplyId", "value", "x"),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["", "text", STEP, ZERO, TEXT, f"flowkey___{STEP}|{ZERO}___flowkey"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
        | st.just(reference(STEP))
    ),
    max_leaves=12,
)


@pytest.mark.skipif(not REAL, reason="no real packages lie beside the project")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_a_real_package_has_an_image_with_the_apis_fields_only(path: Path) -> None:
    package = read_package(path.read_bytes())
    image = flow_image(package.parts, package.cultures)
    FlowImageResponseAPI.model_validate(image, extra="forbid")
    FlowResponseAPI.model_validate(flow_response(package.flow), extra="forbid")
    collections = [said for name, said in image.items() if name.endswith("Elements")]
    shown = {element["id"] for collection in collections for element in collection}
    assert shown == {str(part.id) for part in package.parts[1:]}
    assert ZERO not in json.dumps(image)


KINDS = sorted(kinds.COLLECTIONS.values())


@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_fields_of_any_type_are_shown_or_left_out(kind: Kind, fields: dict[str, Any]) -> None:
    element = made(kind, STEP, fields, {TEXT: {}})
    try:
        package = package_of(element, flow=fields)
    except Fault:
        return
    image = flow_image(package.parts, package.cultures)
    assert image["developerName"] == "Order"
