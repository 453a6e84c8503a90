"""Plans over the native API: what an import would do, and an import held to its plan."""

from typing import Any
from uuid import uuid4

import orjson
import pytest

from libs.contracts.scopes import ALL, Scope
from tests.integration.gateway.api import Api, assert_problem, import_draft
from tests.integration.gateway.test_auth import KeyOf
from tests.integration.gateway.test_bad_input import state
from tests.integration.gateway.test_native import ended, exported, imported
from tests.sample import Sample

PLANS, IMPORTS = "/v1/plans", "/v1/imports"
SECRET = "correct horse battery staple"


async def planned(api: Api, sample: Sample, **options: Any) -> dict[str, Any]:
    answer = await api.post(PLANS, content=sample.data(), params=options)
    assert answer.status_code == 200, answer.text
    plan: dict[str, Any] = answer.json()
    return plan


def verdicts(plan: dict[str, Any]) -> dict[str, str]:
    return {change["id"]: change["verdict"] for change in plan["changes"]}


async def test_a_plan_says_what_an_import_would_do_and_changes_nothing(api: Api) -> None:
    sample = Sample()
    before = await state(api)
    plan = await planned(api, sample)
    assert (plan["flowId"], plan["flowName"]) == (str(sample.flow), "Sample")
    assert (plan["counts"]["create"], plan["refused"]) == (6, False)
    assert [wish["id"] for wish in plan["connectorRefreshes"]] == [str(sample.connector)]
    assert await state(api) == before
    job = await imported(api, sample, stateHash=plan["stateHash"])
    assert job["result"]["created"] == 6
    again = await planned(api, sample)
    assert set(verdicts(again).values()) == {"identical"}


async def test_an_update_is_told_field_by_field(api: Api) -> None:
    sample = Sample()
    await import_draft(api, sample.data())
    newer = Sample(**{**vars(sample), "summary": "Another summary", "version": uuid4()})
    plan = await planned(api, newer)
    (change,) = [one for one in plan["changes"] if one["id"] == str(sample.connector)]
    assert (change["verdict"], change["edited"], change["decision"]) == ("update", False, "apply")
    (difference,) = change["differences"]
    assert difference == {
        "path": "developerSummary",
        "operation": "replace",
        "before": '"A sample connector"',
        "after": '"Another summary"',
    }


async def test_an_import_is_refused_with_a_fresh_plan_when_the_tenant_has_moved(api: Api) -> None:
    sample = Sample()
    plan = await planned(api, sample)
    await import_draft(api, sample.data())
    job = await imported(api, sample, stateHash=plan["stateHash"])
    assert (job["state"], job["problem"]["code"]) == ("failed", "import.state-moved")
    fresh = job["problem"]["plan"]
    assert fresh["stateHash"] != plan["stateHash"]
    assert fresh["counts"]["identical"] == 6
    job = await imported(api, sample, stateHash=fresh["stateHash"])
    assert job["state"] == "succeeded"


@pytest.mark.parametrize("form", ["json", "octets", "form", "token", "snapshot"])
async def test_a_plan_is_asked_for_in_every_way_of_an_import(api: Api, form: str) -> None:
    sample = Sample()
    if form in ("token", "snapshot"):
        await imported(api, sample, isSnapshot=True)
    if form == "token":
        token = (await exported(api, sample, share=True))["result"]["token"]
        answer = await api.post(PLANS, json={"token": token})
    elif form == "snapshot":
        answer = await api.post(PLANS, json={"snapshot": {"flowId": str(sample.flow)}})
    elif form == "form":
        answer = await api.post(PLANS, files={"package": ("p.package2", sample.data())})
    else:
        media = {"json": "application/json", "octets": "application/octet-stream"}[form]
        answer = await api.post(PLANS, content=sample.data(), headers={"content-type": media})
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["create"] == 6
    assert (await api.get("/api/draw/1/flow")).json() == []


async def test_a_plan_can_be_looked_at_later(api: Api, other: Api) -> None:
    sample = Sample()
    accepted = await api.post(PLANS, content=sample.data(), headers={"Prefer": "respond-async"})
    assert accepted.status_code == 202
    job = (await api.get(accepted.headers["location"])).json()
    assert (job["kind"], job["result"]) == ("plan", None)
    plan = await api.get(job["links"]["plan"])
    assert (plan.status_code, plan.json()["flowId"]) == (200, str(sample.flow))
    assert (await api.get(job["links"]["plan"])).json() == plan.json()
    assert_problem(await other.get(job["links"]["plan"]), "job.not-found", 404)
    assert_problem(await api.get(f"{IMPORTS}/{job['id']}"), "job.not-found", 404)


async def test_a_plan_that_cannot_be_made_says_why(api: Api) -> None:
    answer = await api.post(PLANS, content=b'{"hello": "world", "flowConfiguration": []}')
    assert 400 <= answer.status_code < 500
    assert_problem(answer, answer.json()["code"], answer.status_code)
    unknown = {"snapshot": {"flowId": str(uuid4())}}
    assert_problem(await api.post(PLANS, json=unknown), "flow.not-found", 404)


async def gone_back(api: Api) -> Sample:
    """A sample that the tenant had, and has a newer state of."""
    sample = Sample()
    await import_draft(api, sample.data())
    newer = Sample(**{**vars(sample), "summary": "Newer", "version": uuid4()})
    await import_draft(api, newer.data())
    return sample


async def summary_of(api: Api, sample: Sample) -> str:
    """What the tenant's connector says of itself."""
    snap = await api.post(f"/api/draw/1/flow/snap/{sample.flow}", json=None)
    version = snap.json()["id"]["versionId"]
    image = (await api.get(f"/api/draw/1/flow/snap/{sample.flow}/{version}")).json()
    (connector,) = image["serviceElements"]
    summary: str = connector["developerSummary"]
    return summary


async def test_the_native_import_does_not_go_back_in_time_unless_told(api: Api) -> None:
    sample = await gone_back(api)
    plan = await planned(api, sample)
    assert plan["refused"]
    assert "conflict.downgrade" in {issue["code"] for issue in plan["issues"]}
    job = await imported(api, sample)
    assert job["problem"]["code"] == "import.refused"
    assert job["problem"]["plan"]["refused"]
    assert await summary_of(api, sample) == "Newer"
    job = await imported(api, sample, onConflict="overwrite")
    assert (job["state"], job["result"]["updated"]) == ("succeeded", 1)
    assert await summary_of(api, sample) == "A sample connector"


@pytest.mark.parametrize("spelt", ["query", "body"])
async def test_a_single_element_can_be_kept(api: Api, other: Api, spelt: str) -> None:
    sample = await gone_back(api)
    if spelt == "query":
        job = await imported(api, sample, **{f"onConflict[{sample.connector}]": "keep-target"})
    else:
        await imported(other, sample, isSnapshot=True)
        token = (await exported(other, sample, share=True))["result"]["token"]
        kept = {str(sample.connector): "keep-target"}
        body = {"token": token, "onConflictByElement": kept}
        job = await ended(api, await api.post(IMPORTS, json=body))
    assert (job["state"], job["result"]["kept"]) == ("succeeded", 1), job
    assert await summary_of(api, sample) == "Newer"


async def test_the_compatible_import_overwrites_as_the_platform_does(api: Api) -> None:
    sample = await gone_back(api)
    await import_draft(api, sample.data())
    assert await summary_of(api, sample) == "A sample connector"


async def test_bindings_set_passwords_and_are_told_nowhere(api: Api) -> None:
    sample = Sample()
    missing = (await planned(api, sample))["missingBindings"]
    assert (str(sample.connector), "password") in {(one["id"], one["field"]) for one in missing}
    bindings = {
        "values": [{"id": str(sample.password), "value": SECRET}],
        "connectors": [{"name": "Sample Connector", "password": SECRET}],
    }
    form = {"bindings": orjson.dumps(bindings).decode(), "isSnapshot": "true"}
    files = {"package": ("p.package2", sample.data())}
    plan = await api.post(PLANS, files=files, data=form)
    fates = {(one["id"], one["fate"], one["source"]) for one in plan.json()["secrets"]}
    assert (str(sample.password), "set", "binding") in fates
    assert (str(sample.connector), "set", "binding") in fates
    job = await api.post(IMPORTS, files=files, data=form)
    done = await ended(api, job)
    assert done["state"] == "succeeded", done
    told = [plan.text, job.text, str(done), (await api.get("/v1/jobs")).text]
    assert not any(SECRET in text for text in told)
    package = await api.get(f"/api/package/1/flow/{sample.flow}?nullPasswords=false")
    assert package.text.count(SECRET) == 2


async def test_a_snapshot_is_imported_from_a_tenant_the_key_acts_for(
    admin: Api, api: Api, other: Api
) -> None:
    sample = Sample(secret=SECRET)
    await imported(api, sample, isSnapshot=True)
    wanted = {"tenantId": str(api.tenant), "flowId": str(sample.flow), "includePasswords": True}
    refused = await other.post(IMPORTS, json={"snapshot": wanted})
    assert_problem(refused, "tenant.foreign", 403)
    headers = {"manywhotenant": str(other.tenant)}
    accepted = await admin.post(IMPORTS, json={"snapshot": wanted}, headers=headers)
    job = accepted.json()
    assert accepted.status_code == 202, job
    done = await ended(other, accepted)
    assert (done["state"], done["result"]["created"]) == ("succeeded", 6), done
    assert done["result"]["missingSecrets"] == []


async def test_a_snapshot_with_passwords_needs_the_scope(api: Api, key_of: KeyOf) -> None:
    wanted = {"flowId": str(uuid4()), "includePasswords": True}
    for left_out in (Scope.SECRETS_READ, Scope.PACKAGES_READ):
        limited = api.with_key(await key_of(api, *(ALL - {left_out})))
        answer = await limited.post(PLANS, json={"snapshot": wanted})
        assert_problem(answer, "auth.scope-missing", 403)


@pytest.mark.parametrize(
    "body",
    [
        {"snapshot": {}},
        {"snapshot": {"flowId": str(uuid4()), "version": str(uuid4())}},
        {"snapshot": {"flowId": str(uuid4())}, "token": "x"},
        {
            "snapshot": {
                "flowId": str(uuid4()),
                "versionId": str(uuid4()),
                "environmentId": str(uuid4()),
            }
        },
    ],
)
async def test_a_snapshot_is_named_in_one_way(api: Api, body: dict[str, Any]) -> None:
    assert_problem(await api.post(PLANS, json=body), "request.malformed", 400)
    assert (await api.get("/v1/jobs")).json() == {"items": []}


@pytest.mark.parametrize("name", ["passphrase", "bindings"])
async def test_what_is_confidential_does_not_stand_in_the_address(api: Api, name: str) -> None:
    answer = await api.post(PLANS, content=Sample().data(), params={name: SECRET})
    assert_problem(answer, "request.malformed", 400)
    assert SECRET not in answer.text


async def test_planning_needs_the_scope_of_importing(api: Api, key_of: KeyOf) -> None:
    limited = api.with_key(await key_of(api, *(ALL - {Scope.PACKAGES_WRITE})))
    answer = await limited.post(PLANS, content=Sample().data())
    assert_problem(answer, "auth.scope-missing", 403)
