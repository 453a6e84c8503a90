"""Sub-tenants, provisioning and API keys."""

from uuid import uuid4

import pytest

from tests.integration.gateway.api import Api, assert_problem

SUBTENANTS, KEYS = "/api/admin/1/tenant/subtenants", "/api/admin/1/users/me/keys"
PROVISIONING = "/api/admin/2/provisioning"


def a_name() -> str:
    return f"Below{uuid4().hex}"


async def test_a_sub_tenant_is_made_and_listed(api: Api) -> None:
    name = a_name()
    made = await api.post(SUBTENANTS, json={"developerName": name, "developerSummary": "A test"})
    assert made.status_code == 200
    assert (made.json()["developerName"], made.json()["userCount"]) == (name, 0)
    (listed,) = (await api.get(SUBTENANTS)).json()
    assert listed["id"] == made.json()["id"]
    assert listed["developerSummary"] == "A test"


@pytest.mark.parametrize("name", [None, "", "two words", "dash-ed", "dot.ted", "x" * 101])
async def test_a_tenants_name_is_letters_and_digits(api: Api, name: str | None) -> None:
    answer = await api.post(SUBTENANTS, json={"developerName": name})
    assert_problem(answer, "tenant.name-malformed", 400)
    body = {"tenantName": name, "email": "a@example.org"}
    assert_problem(await api.post(PROVISIONING, json=body), "tenant.name-malformed", 400)
    assert (await api.get(SUBTENANTS)).json() == []


async def test_a_tenants_name_is_its_own(api: Api) -> None:
    name = a_name()
    await api.post(SUBTENANTS, json={"developerName": name})
    answer = await api.post(SUBTENANTS, json={"developerName": name.upper()})
    assert_problem(answer, "tenant.name-taken", 409)
    assert len((await api.get(SUBTENANTS)).json()) == 1


async def test_a_provisioned_tenant_has_a_builder_and_a_key_shown_once(api: Api) -> None:
    body = {"tenantName": a_name(), "email": "ada@example.org", "apiKeyName": "first"}
    made = await api.post(PROVISIONING, json=body)
    assert (made.status_code, made.content) == (204, b"")
    assert made.headers["cache-control"] == "no-store"
    own = api.with_key(made.headers["x-boomi-flow-api-key"])
    (key,) = (await own.get(KEYS)).json()
    (below,) = (await api.get(SUBTENANTS)).json()
    assert (key["name"], key["apiKey"], key["tenantId"]) == ("first", None, below["id"])


async def test_provisioning_without_a_key_name_makes_no_key(api: Api) -> None:
    body = {"tenantName": a_name(), "email": "ada@example.org"}
    made = await api.post(PROVISIONING, json=body)
    assert made.status_code == 204
    assert "x-boomi-flow-api-key" not in made.headers


@pytest.mark.parametrize("name", ["a/b", "a\nb", "x" * 201])
async def test_a_provisioned_keys_name_fits_into_an_address_too(api: Api, name: str) -> None:
    body = {"tenantName": a_name(), "email": "ada@example.org", "apiKeyName": name}
    problem = assert_problem(await api.post(PROVISIONING, json=body), "request.malformed", 400)
    assert "apiKeyName" in problem["detail"]
    assert (await api.get(SUBTENANTS)).json() == []


async def test_provisioning_needs_an_address_of_the_builder(api: Api) -> None:
    for body in ({"tenantName": a_name()}, {"tenantName": a_name(), "email": "nobody"}):
        assert_problem(await api.post(PROVISIONING, json=body), "request.malformed", 400)
    assert (await api.get(SUBTENANTS)).json() == []


async def test_a_key_is_shown_when_it_is_made_and_never_again(api: Api) -> None:
    made = await api.post(KEYS, json={"name": "pipeline"})
    assert made.headers["cache-control"] == "no-store"
    assert (await api.with_key(made.json()["apiKey"]).get(KEYS)).status_code == 200
    listed = await api.get(KEYS)
    assert [one["name"] for one in listed.json()] == ["first", "pipeline"]
    assert made.json()["apiKey"] not in listed.text


async def test_a_key_of_a_taken_name_is_refused_until_that_one_is_revoked(api: Api) -> None:
    await api.post(KEYS, json={"name": "again"})
    assert_problem(await api.post(KEYS, json={"name": "again"}), "key.name-taken", 409)
    assert (await api("DELETE", f"{KEYS}/again")).status_code == 200
    assert_problem(await api("DELETE", f"{KEYS}/again"), "key.not-found", 404)
    assert (await api.post(KEYS, json={"name": "again"})).status_code == 200


@pytest.mark.parametrize("name", [None, "", "a/b", "a\nb", "x" * 201])
async def test_a_keys_name_fits_into_an_address(api: Api, name: str | None) -> None:
    assert_problem(await api.post(KEYS, json={"name": name}), "request.malformed", 400)


async def test_the_parents_builder_can_make_a_key_in_a_tenant_below(admin: Api, api: Api) -> None:
    below = {"manywhotenant": str(api.tenant)}
    assert (await admin.get(KEYS, headers=below)).json() == []
    assert_problem(await admin("DELETE", f"{KEYS}/x", headers=below), "key.not-found", 404)
    made = await admin.post(KEYS, json={"name": "from above"}, headers=below)
    assert made.json()["tenantId"] == str(api.tenant)
    again = await admin.post(KEYS, json={"name": "and one more"}, headers=below)
    assert again.status_code == 200
    own = admin.with_key(made.json()["apiKey"])
    assert [one["name"] for one in (await own.get(KEYS)).json()] == ["and one more", "from above"]
    assert [one["name"] for one in (await api.get(KEYS)).json()] == ["first"]


async def test_a_key_may_be_narrower_than_its_makers(api: Api) -> None:
    asked = {"name": "pipeline", "scopes": ["packages:read"], "expiresAt": "2999-01-01T00:00:00Z"}
    made = await api.post("/v1/keys", json=asked)
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    narrow = api.with_key(made.json()["apiKey"])
    assert (await narrow.get("/api/draw/1/flow")).status_code == 200
    assert_problem(await narrow.post("/v1/keys", json=asked), "auth.scope-missing", 403)
    forbidden = await narrow.post("/api/package/1/flow", json={})
    assert_problem(forbidden, "auth.scope-missing", 403)
    wider = await api.post("/v1/keys", json={"name": "w", "scopes": ["keys:write"]})
    beyond = await narrow.with_key(wider.json()["apiKey"]).post("/v1/keys", json=asked)
    assert_problem(beyond, "auth.scope-missing", 403)


async def test_a_key_that_has_expired_says_so(api: Api) -> None:
    asked = {"name": "old", "scopes": ["packages:read"], "expiresAt": "2001-01-01T00:00:00Z"}
    old = api.with_key((await api.post("/v1/keys", json=asked)).json()["apiKey"])
    assert_problem(await old.get("/api/draw/1/flow"), "auth.expired-key", 401)


async def test_lists_need_no_body(api: Api) -> None:
    assert (await api.post("/api/release/1/getreleases")).json() == []
    environment = (await api.get("/api/environment/1")).json()[0]["id"]
    assert (await api.post(f"/api/environment/1/{environment}/flows")).json()["items"] == []
