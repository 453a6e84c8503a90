"""Who may ask, and for which tenant."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from libs.contracts.scopes import ALL, Scope
from libs.runtime.credentials import Credential, CredentialKind
from tests.integration.gateway.api import Api, assert_problem

ENVIRONMENTS = "/api/environment/1"
KeyOf = Callable[..., Awaitable[str]]


async def test_a_request_without_a_key_is_told_so(http: httpx.AsyncClient) -> None:
    answer = await http.get(ENVIRONMENTS)
    assert_problem(answer, "auth.missing-key", 401)
    assert answer.headers["www-authenticate"].startswith("ApiKey")


@pytest.mark.parametrize(
    "text", ["nothing of the sort", "sluice_key_short", "sluice_key_" + "x" * 49]
)
async def test_a_text_that_is_no_key_is_told_from_an_unknown_key(api: Api, text: str) -> None:
    answer = await api.with_key(text).get(ENVIRONMENTS)
    problem = assert_problem(answer, "auth.malformed-key", 401)
    assert text not in str(problem)


async def test_a_key_with_a_wrong_character_is_malformed(api: Api) -> None:
    last = "0" if api.key[-1] != "0" else "1"
    answer = await api.with_key(api.key[:-1] + last).get(ENVIRONMENTS)
    assert_problem(answer, "auth.malformed-key", 401)


async def test_an_unknown_key_is_invalid(api: Api) -> None:
    unknown = Credential.make(CredentialKind.KEY).reveal()
    assert_problem(await api.with_key(unknown).get(ENVIRONMENTS), "auth.invalid-key", 401)


async def test_an_expired_key_is_refused_as_expired(api: Api, key_of: KeyOf) -> None:
    key = await key_of(api, *ALL, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert_problem(await api.with_key(key).get(ENVIRONMENTS), "auth.expired-key", 401)


async def test_a_revoked_key_is_refused_as_revoked(api: Api) -> None:
    own = "/api/admin/1/users/me/keys"
    second = api.with_key((await api.post(own, json={"name": "second"})).json()["apiKey"])
    assert (await second("DELETE", f"{own}/second")).status_code == 200
    assert_problem(await second.get(ENVIRONMENTS), "auth.revoked-key", 401)


@pytest.mark.parametrize("prefix", ["", "Bearer "])
async def test_the_key_may_stand_in_authorization(
    http: httpx.AsyncClient, api: Api, prefix: str
) -> None:
    headers = {"Authorization": prefix + api.key}
    assert (await http.get(ENVIRONMENTS, headers=headers)).status_code == 200


async def test_a_key_acts_for_its_own_tenant_named_or_not(api: Api) -> None:
    unnamed = await api.get(ENVIRONMENTS)
    named = await api.get(ENVIRONMENTS, headers={"manywhotenant": str(api.tenant)})
    assert unnamed.json() == named.json()
    assert {one["tenantId"] for one in named.json()} == {str(api.tenant)}


async def test_the_parents_key_acts_for_a_tenant_below_it(admin: Api, api: Api) -> None:
    answer = await admin.get(ENVIRONMENTS, headers={"manywhotenant": str(api.tenant)})
    assert {one["tenantId"] for one in answer.json()} == {str(api.tenant)}


async def test_a_foreign_tenant_is_refused_whether_it_exists_or_not(api: Api, other: Api) -> None:
    for tenant in (other.tenant, uuid4()):
        answer = await api.get(ENVIRONMENTS, headers={"manywhotenant": str(tenant)})
        assert_problem(answer, "tenant.foreign", 403)


async def test_the_parent_is_foreign_to_its_sub_tenant(api: Api, admin: Api) -> None:
    (key,) = (await admin.get("/api/admin/1/users/me/keys")).json()
    answer = await api.get(ENVIRONMENTS, headers={"manywhotenant": key["tenantId"]})
    assert_problem(answer, "tenant.foreign", 403)


async def test_without_the_scope_a_key_acts_for_no_sub_tenant(api: Api, key_of: KeyOf) -> None:
    made = await api.post(
        "/api/admin/1/tenant/subtenants", json={"developerName": f"Below{uuid4().hex}"}
    )
    below = {"manywhotenant": made.json()["id"]}
    assert (await api.get(ENVIRONMENTS, headers=below)).status_code == 200
    limited = api.with_key(await key_of(api, *(ALL - {Scope.SUBTENANTS})))
    assert_problem(await limited.get(ENVIRONMENTS, headers=below), "tenant.foreign", 403)


async def test_a_tenant_that_is_no_uuid_is_malformed(api: Api) -> None:
    answer = await api.get(ENVIRONMENTS, headers={"manywhotenant": "mine"})
    problem = assert_problem(answer, "request.malformed", 400)
    assert problem["errors"][0]["where"] == "header manywhotenant"


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        (Scope.PACKAGES_READ, "GET", f"/api/package/1/flow/{uuid4()}"),
        (Scope.PACKAGES_READ, "GET", "/api/draw/1/flow"),
        (Scope.PACKAGES_WRITE, "POST", "/api/package/1/flow"),
        (Scope.PACKAGES_WRITE, "POST", "/v1/imports"),
        (Scope.FLOWS_WRITE, "POST", f"/api/draw/1/flow/snap/{uuid4()}"),
        (Scope.FLOWS_WRITE, "PUT", f"/api/release/1/deploy/{uuid4()}/environment/{uuid4()}"),
        (Scope.TENANTS_WRITE, "POST", "/api/admin/1/tenant/subtenants"),
        (Scope.TENANTS_WRITE, "POST", "/api/admin/2/provisioning"),
        (Scope.KEYS_WRITE, "POST", "/api/admin/1/users/me/keys"),
        (Scope.SECRETS_READ, "GET", f"/api/package/1/flow/{uuid4()}?nullPasswords=false"),
    ],
)
async def test_a_route_needs_its_scope(
    api: Api, key_of: KeyOf, scope: Scope, method: str, path: str
) -> None:
    limited = api.with_key(await key_of(api, *(ALL - {scope})))
    problem = assert_problem(await limited(method, path, json={}), "auth.scope-missing", 403)
    assert problem["scope"] == scope


async def test_an_export_with_passwords_needs_the_scope_for_secrets(
    api: Api, key_of: KeyOf
) -> None:
    limited = api.with_key(await key_of(api, *(ALL - {Scope.SECRETS_READ})))
    asked = {"flowId": str(uuid4()), "includePasswords": True}
    assert_problem(await limited.post("/v1/exports", json=asked), "auth.scope-missing", 403)
    assert (await limited.get("/v1/jobs")).json() == {"items": []}
