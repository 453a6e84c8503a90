"""The shapes against the platform's own description."""

from tests.unit.gateway.shapes.meaning import differences
from tests.unit.gateway.shapes.models import all_shapes, described_shapes
from tests.unit.gateway.shapes.reference import platform_description


def test_every_shape_means_what_the_platform_describes() -> None:
    theirs, ours = platform_description(), described_shapes()
    found = {}
    for name in all_shapes():
        itself = {"$ref": f"#/components/schemas/{name}"}
        found[name] = differences(itself, ours, itself, theirs)
    assert {name: lines for name, lines in found.items() if lines} == {}
