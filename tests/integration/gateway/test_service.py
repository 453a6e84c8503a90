"""What describes the service and says whether it works; none of it needs a key."""

import json
import re

import httpx
import pytest
from fastapi import FastAPI

from libs.contracts.problems import ErrorCode
from libs.runtime.credentials import Credential, CredentialKind
from libs.store.database import Database
from services.gateway.bootstrap import ROOT, bootstrap
from tests.integration.gateway.api import Api, assert_problem


async def test_the_service_is_ready_when_every_part_answers(http: httpx.AsyncClient) -> None:
    answer = await http.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_requests_are_counted_by_route_not_by_path(api: Api) -> None:
    await api.get("/api/draw/1/flow/0c2bd3b4-0000-4000-8000-000000000000")
    counted = (await api.http.get("/metrics")).text
    assert 'route="/api/draw/1/flow/{id}",status="404"' in counted
    assert "0c2bd3b4" not in counted


async def test_the_documents_describe_both_sides(http: httpx.AsyncClient) -> None:
    openapi = (await http.get("/openapi.json")).json()
    assert openapi["openapi"].startswith("3.")
    assert "/v1/imports" in openapi["paths"]
    asyncapi = await http.get("/asyncapi.json")
    assert asyncapi.json()["asyncapi"].startswith("3.")
    assert (await http.get("/asyncapi.yaml")).content == asyncapi.content


async def test_every_operation_says_how_it_is_refused(http: httpx.AsyncClient) -> None:
    openapi = (await http.get("/openapi.json")).json()
    for methods in openapi["paths"].values():
        for operation in methods.values():
            for refused in ("4XX", "5XX"):
                content = operation["responses"][refused]["content"]
                assert list(content) == ["application/problem+json"]
            assert "422" not in operation["responses"]


async def test_every_reference_in_the_document_leads_somewhere(http: httpx.AsyncClient) -> None:
    text = (await http.get("/openapi.json")).text
    schemas = json.loads(text)["components"]["schemas"]
    assert set(re.findall(r'"#/components/schemas/([^"]+)"', text)) <= schemas.keys()


@pytest.mark.parametrize("path", ["/", "/docs", "/problems", "/problems/job.wait-over"])
async def test_pages_load_nothing_from_elsewhere(http: httpx.AsyncClient, path: str) -> None:
    page = await http.get(path, headers={"accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert not re.search(r"(src|href)=.?(https?:)?//", page.text)
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_every_problem_type_leads_to_what_it_means(http: httpx.AsyncClient) -> None:
    listed = (await http.get("/problems")).json()
    assert [one["code"] for one in listed] == [code.value for code in ErrorCode]
    for said in listed:
        assert (await http.get(said["type"])).json() == said
    assert_problem(await http.get("/problems/none"), "request.no-such-address", 404)


async def test_every_answer_carries_the_id_of_its_log_lines(http: httpx.AsyncClient) -> None:
    first, second = await http.get("/"), await http.get("/nowhere")
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_setting_up_again_changes_nothing_and_another_key_takes_the_place(
    app: FastAPI, admin: Api, admin_key: str
) -> None:
    database: Database = app.state.parts.database
    assert not await bootstrap(database, Credential.parse(admin_key, CredentialKind.KEY))
    (key,) = (await admin.get("/api/admin/1/users/me/keys")).json()
    assert (key["name"], key["tenantId"]) == ("admin", str(ROOT))
