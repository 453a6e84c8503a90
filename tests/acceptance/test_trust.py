"""Who made a package and whether it was altered on its way; files sealed for other hands."""

from typing import Any

import orjson
import pytest

from libs.flows.integrity import STATEMENT
from tests.caller import BINARY, Caller, good
from tests.sample import Sample

SECRET = "behind a seal"


async def exported(tenant: Caller, sample: Sample, **options: Any) -> bytes:
    """The file of the flow's only snapshot."""
    asked = {"flowId": str(sample.flow), **options}
    job = await tenant.ended((await tenant.post("/v1/exports", json=asked))["id"])
    assert job["state"] == "succeeded", job
    answer = await tenant.request("GET", f"/v1/exports/{job['id']}/package")
    return good(answer).content


@pytest.fixture
async def sample(tenant: Caller) -> Sample:
    sample = Sample(secret=SECRET)
    await tenant.import_(sample.data(), isSnapshot="true")
    return sample


async def outcome(tenant: Caller, package: bytes, **form: str) -> dict[str, Any]:
    """The job of an import of the file."""
    files = {name: (None, text) for name, text in form.items()}
    sent = await tenant.post("/v1/imports", files={**files, "file": ("a file", package)})
    return await tenant.ended(sent["id"])


def altered(package: bytes) -> bytes:
    tree = orjson.loads(package)
    tree["serviceElementConfigurations"][0]["uri"] = "https://elsewhere.example"
    return orjson.dumps(tree)


async def test_the_same_snapshot_gives_the_same_signed_bytes(
    tenant: Caller, sample: Sample
) -> None:
    first, second = [await exported(tenant, sample) for _ in range(2)]
    assert first == second
    assert orjson.loads(first)[STATEMENT]["signature"]


async def test_a_plan_says_who_signed_the_package(
    tenant: Caller, other: Caller, sample: Sample
) -> None:
    package = await exported(tenant, sample)
    plan = await other.post("/v1/plans", content=package, headers=BINARY)
    assert plan["signer"]["trusted"] is True
    assert plan["signer"]["key"] == orjson.loads(package)[STATEMENT]["key"]
    unsigned = await other.post("/v1/plans", content=sample.data(), headers=BINARY)
    assert unsigned["signer"] is None
    assert "integrity.unsigned" in {issue["code"] for issue in unsigned["issues"]}


async def test_an_altered_package_is_refused_with_the_element_that_differs(
    tenant: Caller, other: Caller, sample: Sample
) -> None:
    package = altered(await exported(tenant, sample))
    answer = await other.request("POST", "/api/package/1/flow", content=package, headers=BINARY)
    assert (answer.status_code, answer.json()["code"]) == (422, "package.altered")
    assert str(sample.connector) in answer.json()["detail"]
    assert await other.get("/api/draw/1/flow") == []


async def test_a_plan_lists_the_alteration_with_every_other_issue(
    tenant: Caller, other: Caller, sample: Sample
) -> None:
    package = altered(await exported(tenant, sample))
    plan = await other.post("/v1/plans", content=package, headers=BINARY)
    issues = {issue["code"]: issue for issue in plan["issues"]}
    (element,) = issues["integrity.digest-mismatch"]["elements"]
    assert element["id"] == str(sample.connector)
    assert "secret.missing" in issues


async def test_a_tenant_that_takes_only_signed_packages_refuses_the_others(
    tenant: Caller, other: Caller, sample: Sample
) -> None:
    package = await exported(tenant, sample)
    setting = {"unsignedPackages": "refuse"}
    good(await other.request("PATCH", "/v1/tenant/settings", json=setting))
    answer = await other.request(
        "POST", "/api/package/1/flow", content=sample.data(), headers=BINARY
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "package.unsigned")
    assert (await outcome(other, package))["state"] == "succeeded"


async def test_a_file_sealed_to_a_tenant_opens_there_and_nowhere_else(
    tenant: Caller, other: Caller, sample: Sample
) -> None:
    key = (await other.get("/v1/tenant/public-key"))["publicKey"]
    file = await exported(tenant, sample, recipient=key, includePasswords=True)
    assert SECRET.encode() not in file
    assert (await outcome(tenant, file))["problem"]["code"] == "package.sealed"
    assert (await outcome(other, file))["state"] == "succeeded"


async def test_a_file_sealed_to_a_passphrase_takes_that_passphrase(
    tenant: Caller, other: Caller, sample: Sample
) -> None:
    file = await exported(tenant, sample, passphrase="open sesame", includePasswords=True)
    assert SECRET.encode() not in file
    assert (await outcome(other, file))["problem"]["code"] == "package.sealed"
    wrong = await outcome(other, file, passphrase="open barley")
    assert wrong["problem"]["code"] == "package.sealed"
    assert (await outcome(other, file, passphrase="open sesame"))["state"] == "succeeded"
