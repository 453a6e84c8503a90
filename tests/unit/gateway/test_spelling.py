"""Query names of the compatible routes, in any case."""

import pytest
from starlette.types import Receive, Scope, Send

from services.gateway.platform.spelling import QuerySpelling


async def seen(path: str, query: bytes) -> bytes:
    found: list[bytes] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        found.append(scope["query_string"])

    async def receive() -> dict[str, object]:
        return {}

    async def send(_: object) -> None: ...

    scope = {"type": "http", "path": path, "query_string": query}
    await QuerySpelling(app)(scope, receive, send)
    return found[0]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        (b"overwriteexisting=false&ISSNAPSHOT=true", b"overwriteExisting=false&isSnapshot=true"),
        (b"URIMAPPING[0][From]=a%26b", b"uriMapping%5B0%5D%5Bfrom%5D=a%26b"),
        (b"urimapping%5B0%5D%5Bto%5D=%C3%BC", b"uriMapping%5B0%5D%5Bto%5D=%C3%BC"),
        (b"Unknown=A&filter=", b"Unknown=A&filter="),
    ],
)
async def test_a_name_the_table_knows_gets_its_spelling(written: bytes, known: bytes) -> None:
    assert await seen("/api/package/1/flow", written) == known


async def test_the_native_api_is_left_alone() -> None:
    assert await seen("/v1/imports", b"ISSNAPSHOT=true") == b"ISSNAPSHOT=true"
