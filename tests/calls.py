"""Flows that call other flows, made of samples."""

import json
from typing import Any
from uuid import UUID, uuid5

from tests.sample import Sample


def calling(sample: Sample, *callees: UUID, out: tuple[UUID, ...] = ()) -> dict[str, Any]:
    """The sample with a map element per callee, which calls it, or goes out to it."""
    package = sample.package()
    for callee in callees:
        subflow = {"flowId": {"id": str(callee), "versionId": None}, "arguments": []}
        _add(package, uuid5(sample.flow, f"call {callee}"), subflow=subflow)
    for callee in out:
        outcome = {"developerName": "Leave", "flowOut": {"flowId": {"id": str(callee)}}}
        _add(package, uuid5(sample.flow, f"out {callee}"), outcomes=[outcome])
    return package


def calling_data(sample: Sample, *callees: UUID) -> bytes:
    return json.dumps(calling(sample, *callees)).encode()


def _add(package: dict[str, Any], guid: UUID, **fields: Any) -> None:
    flow = package["flowConfiguration"]
    composite = {"guid": str(guid), "versionId": None, "elementType": "subflow"}
    dates = {key: flow[key] for key in ("dateCreated", "dateModified")}
    element = {"compositeId": composite, "developerName": "Elsewhere", **dates, **fields}
    package["mapElementConfigurations"].append(element)
    flow["mapElementIds"][str(guid)] = composite
