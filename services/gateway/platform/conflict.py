"""The platform's answer to an import that may overwrite nothing: which elements are there."""

from collections.abc import Iterable
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from libs.contracts.problems import ErrorCode
from libs.flows import kinds
from libs.flows.kinds import Kind
from libs.store.jobs import Job
from services.gateway.shapes.package import PackageConflictResponse, PackageElement, PackageElements
from services.gateway.work import failed, problem_of

_LISTS: dict[Kind, str] = {
    kinds.FLOW: "flows",
    kinds.GROUP: "group_elements",
    kinds.MACRO: "macro_elements",
    kinds.MAP: "map_elements",
    kinds.NAVIGATION: "navigation_elements",
    kinds.PAGE: "page_elements",
    kinds.SERVICE: "service_elements",
    kinds.TAG: "tag_elements",
    kinds.TYPE: "type_elements",
    kinds.VALUE: "value_elements",
    kinds.IDENTITY_PROVIDER: "identity_provider_elements",
    kinds.CUSTOM_PAGE_COMPONENT: "custom_page_component_elements",
}
"""The platform has no list for open APIs: where only those conflict, the lists are empty."""


class _Existing(BaseModel):
    kind: str
    id: UUID
    name: str


def conflict_of(job: Job) -> Response:
    problem = problem_of(job)
    if problem.code is not ErrorCode.IMPORT_CONFLICT:
        return failed(job)
    existing = [_Existing.model_validate(one) for one in problem.document()["existingElements"]]
    shape = PackageConflictResponse(existing_elements=_listed(existing))
    return Response(shape.model_dump_json(), status_code=409, media_type="application/json")


def _listed(existing: Iterable[_Existing]) -> PackageElements:
    lists: dict[str, list[PackageElement]] = {name: [] for name in _LISTS.values()}
    for one in existing:
        if name := _LISTS.get(Kind(one.kind)):
            lists[name].append(PackageElement(id=one.id, developer_name=one.name))
    return PackageElements(**lists)
