"""What a request says in confidence: it is in no row, answer or log line in the clear."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import orjson
import pytest

from libs.runtime.settings import Settings
from tests.databases import dsn_of
from tests.integration.gateway.api import Api
from tests.integration.gateway.test_native import EXPORTS, IMPORTS, ended, imported
from tests.sample import Sample

CANARY = "canary-9f27c1e4b6"
BINDINGS: dict[str, Any] = {
    "values": [{"name": "Sample Password", "value": CANARY}],
    "connectors": [
        {"name": "Sample Connector", "password": CANARY, "configuration": {"Key": CANARY}}
    ],
}


@pytest.fixture
def database_dsn(settings: Settings, postgres_dsn: str) -> str:
    """Administrator's DSN of the database the gateway works on."""
    name = urlsplit(settings.database_dsn.get_secret_value()).path.removeprefix("/")
    return dsn_of(postgres_dsn, name)


async def rows_with(dsn: str, text: str) -> set[str]:
    """Tables that hold the text: as text, or as bytes, which PostgreSQL shows in hexadecimal."""
    connection = await asyncpg.connect(dsn)
    try:
        tables = await connection.fetch(
            "select tablename from pg_tables where schemaname = 'sluice'"
        )
        found = set()
        for (table,) in tables:
            rows = await connection.fetch(f'select t::text from sluice."{table}" t')
            if any(text in row or text.encode().hex() in row for (row,) in rows):
                found.add(table)
    finally:
        await connection.close()
    return found


async def all_said(api: Api, sample: Sample) -> list[str]:
    """The answers to requests that carry the canary in every place a request has for it."""
    files = {"package": ("p.package2", sample.data())}
    form = {"bindings": orjson.dumps(BINDINGS).decode(), "passphrase": CANARY}
    asked = {"snapshot": {"flowId": str(sample.flow)}, "bindings": BINDINGS, "passphrase": CANARY}
    export = {"flowId": str(sample.flow), "passphrase": CANARY}
    wrong: list[dict[str, Any]] = [
        {"bindings": {**BINDINGS, "more": CANARY}},
        {"token": CANARY},
        {"passphrase": [CANARY]},
    ]
    answers = [
        await api.post("/v1/plans", files=files, data=form),
        await api.post("/v1/plans", json=asked),
        await api("PUT", "/v1/bindings", json=BINDINGS),
        await api.get("/v1/bindings"),
        *[await api.post(IMPORTS, json={**asked, **more}) for more in wrong],
        await api.post("/v1/plans", content=sample.data(), params=form),
    ]
    jobs = [
        await ended(
            api, await api.post(IMPORTS, files=files, data={**form, "keepBindings": "true"})
        ),
        await ended(api, await api.post(IMPORTS, json=asked)),
        await ended(api, await api.post(EXPORTS, json=export)),
    ]
    listed = await api.get("/v1/jobs")
    return [*(answer.text for answer in answers), *map(str, jobs), listed.text]


async def test_bindings_and_passphrases_are_nowhere_in_the_clear(
    api: Api, database_dsn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = Sample()
    await imported(api, sample, isSnapshot=True)
    answers = await all_said(api, sample)
    assert not [text for text in answers if CANARY in text]
    assert await rows_with(database_dsn, CANARY) == set()
    logged = capsys.readouterr()
    assert "path=/v1/plans" in logged.out
    assert CANARY not in logged.out + logged.err


async def test_what_a_job_was_given_is_forgotten_when_it_has_ended(
    api: Api, database_dsn: str
) -> None:
    sample = Sample()
    files = {"package": ("p.package2", sample.data())}
    form = {"bindings": orjson.dumps(BINDINGS).decode()}
    job = await ended(api, await api.post(IMPORTS, files=files, data=form))
    connection = await asyncpg.connect(database_dsn)
    try:
        left = await connection.fetch(
            "select 1 from sluice.job_input where job_id = $1", UUID(job["id"])
        )
    finally:
        await connection.close()
    assert left == []
