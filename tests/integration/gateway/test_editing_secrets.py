"""Passwords that are set over the platform's routes, and requests that nothing can be made of."""

import secrets
from typing import Any
from urllib.parse import urlsplit

import pytest

from libs.flows.read import read_package
from libs.runtime.settings import Settings
from tests.databases import dsn_of
from tests.integration.gateway.api import Api, assert_problem
from tests.integration.gateway.test_native import imported
from tests.integration.workers.rows import everything
from tests.sample import Sample

ELEMENT = "/api/draw/1/element"
JSON = {"content-type": "application/json"}


@pytest.fixture
def admin_dsn(settings: Settings, postgres_dsn: str) -> str:
    """The gateway's database as its administrator sees it."""
    name = urlsplit(settings.database_dsn.get_secret_value()).path.removeprefix("/")
    return dsn_of(postgres_dsn, name)


async def saved(api: Api, kind: str, **said: Any) -> dict[str, Any]:
    answer = await api.post(f"{ELEMENT}/{kind}", json=said)
    assert answer.status_code == 200, answer.text
    element: dict[str, Any] = answer.json()
    return element


async def where_it_lies(admin_dsn: str, canary: str) -> list[str]:
    forms = (canary, canary.encode().hex())
    tables = (await everything(admin_dsn)).items()
    return [table for table, text in tables if any(form in text for form in forms)]


async def test_a_password_that_is_set_lies_nowhere_in_plain(
    api: Api, admin_dsn: str, capfd: pytest.CaptureFixture[str]
) -> None:
    canary = secrets.token_hex(12)
    password = {"contentType": "ContentPassword", "defaultContentValue": canary}
    value = await saved(api, "value", developerName="Pass", **password)
    await saved(api, "value", id=value["id"], defaultContentValue=canary)
    await saved(api, "service", developerName="Desk", httpAuthenticationPassword=canary)
    environment = (await api.get("/api/environment/1")).json()[0]["id"]
    path = f"/api/environment/1/{environment}/environmentvariable"
    await api.post(path, json={"name": "key", "value": canary, "isSecret": True})
    assert await where_it_lies(admin_dsn, canary) == []
    assert canary not in "".join(capfd.readouterr())


async def test_a_request_that_is_refused_does_not_tell_its_password(api: Api) -> None:
    said = {"contentType": "ContentPassword", "defaultContentValue": "canary-9", "access": 7}
    answer = await api.post(f"{ELEMENT}/value", json={"developerName": "Pass", **said})
    assert_problem(answer, "request.malformed", 400)
    assert "canary" not in answer.text


async def test_a_property_that_becomes_a_password_takes_it_out_of_every_object(api: Api) -> None:
    plain = [{"developerName": "Key", "contentType": "ContentString"}]
    account = await saved(api, "type", developerName="Account", properties=plain)
    (key,) = account["properties"]
    held = [{"typeElementPropertyId": key["id"], "contentValue": "plain-for-now"}]
    value = await saved(
        api,
        "value",
        developerName="Mine",
        contentType="ContentObject",
        typeElementId=account["id"],
        defaultObjectData=[{"developerName": "Account", "properties": held}],
    )
    hidden = [key | {"contentType": "ContentPassword"}]
    await saved(api, "type", id=account["id"], properties=hidden)
    shown = (await api.get(f"{ELEMENT}/value/{value['id']}")).json()
    (property_,) = shown["defaultObjectData"][0]["properties"]
    assert property_["contentValue"] is None
    assert shown["hasValue"] is True


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"developerName": "\\ud800"}',
        b'{"developerName": "a\\u0000b"}',
        b'{"developerName": "x", "defaultContentValue": "a\\u0000b"}',
        b'{"developerName": "x", "typeElementId": "seven"}',
        b'{"developerName": "x", "defaultObjectData": [7]}',
        b'{"developerName": "x", "defaultObjectData": '
        + b'[{"properties": [{"objectData": ' * 90
        + b"[]"
        + b"}]}]" * 90
        + b"}",
    ],
    ids=[
        "cut off",
        "a list",
        "half a character",
        "NUL",
        "NUL in a text",
        "no id",
        "no object",
        "deep",
    ],
)
async def test_what_nothing_can_be_made_of_changes_nothing(api: Api, content: bytes) -> None:
    answer = await api.post(f"{ELEMENT}/value", content=content, headers=JSON)
    assert_problem(answer, "request.malformed", 400)
    assert (await api.get(f"{ELEMENT}/value")).json() == []


async def passwords_of(api: Api, sample: Sample) -> set[str]:
    """What the draft holds, seen by way of a snapshot of it."""
    await api.post(f"/api/draw/1/flow/snap/{sample.flow}", json=None)
    package = await api.get(f"/api/package/1/flow/{sample.flow}?nullPasswords=false")
    return {secret.value for secret in read_package(package.content).secrets}


@pytest.mark.parametrize("choice", ["fail", "keep-target", "overwrite"])
async def test_a_password_that_was_set_here_is_an_edit_to_the_next_import(
    api: Api, choice: str
) -> None:
    sample = Sample(secret="theirs")
    await imported(api, sample)
    await saved(api, "value", id=str(sample.password), defaultContentValue="our value")
    await saved(api, "service", id=str(sample.connector), httpAuthenticationPassword="our login")
    own = {"our value", "our login"}
    answer = await api.post("/v1/plans", content=sample.data(), params={"onConflict": choice})
    plan = answer.json()
    told = {one["id"] for one in plan["changes"] if one["edited"] and one["verdict"] == "update"}
    assert told == {str(sample.password), str(sample.connector)}
    assert not any(one["downgrade"] for one in plan["changes"])
    codes = [one["code"] for one in plan["issues"]]
    assert (codes.count("conflict.edited"), plan["refused"]) == (2, choice == "fail")
    job = await imported(api, sample, onConflict=choice)
    assert job["state"] == ("failed" if choice == "fail" else "succeeded")
    assert await passwords_of(api, sample) == ({"theirs"} if choice == "overwrite" else own)


async def test_an_element_named_to_be_kept_keeps_the_password_that_was_set_here(api: Api) -> None:
    sample = Sample(secret="theirs")
    await imported(api, sample)
    await saved(api, "value", id=str(sample.password), defaultContentValue="our value")
    kept = {f"onConflict[{sample.password}]": "keep-target"}
    job = await imported(api, sample, **kept)
    assert (job["state"], job["result"]["kept"]) == ("succeeded", 1)
    assert await passwords_of(api, sample) == {"our value", "theirs"}
