"""From a request to the import or plan it asks for: what the package comes from, and how."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request

from libs.contracts.jobs import SnapshotSource
from libs.contracts.problems import ErrorCode, ProblemError
from libs.contracts.scopes import Scope
from services.gateway.auth import Acting, check_acts_for, require
from services.gateway.importing import mappings_of, snapshot_work, token_work, upload_work
from services.gateway.limits import allow
from services.gateway.native.base import read
from services.gateway.native.package_options import (
    SnapshotAsked,
    SnapshotWanted,
    TokenAsked,
    check_address,
    options_of,
    said_in,
)
from services.gateway.parts import Parts
from services.gateway.uploading import media_type, taken_in
from services.gateway.work import Work

LONGEST_OBJECT = 256 << 10
"""Bytes. A JSON body beyond this is a package; below it, an object without a flow is not.

A tenant's bindings fit in, and looking into a package of this size costs a millisecond."""

PACKAGE_KEY = "flowConfiguration"
"""Every package has it: the flow that the package is of."""


async def asked_work(parts: Parts, acting: Acting, request: Request) -> Work:
    """A body is stored, a token looked up, a snapshot's tenant checked; nothing is recorded yet."""
    allow(request, parts.settings.body_limit)
    pairs = request.query_params.multi_items()
    check_address(pairs)
    chunks: AsyncIterator[bytes] = request.stream()
    if media_type(request) == "application/json":
        start = await _start(chunks)
        if (said := _source(start)) is not None:
            return await _named(parts, acting, pairs, said)
        chunks = _again(start, chunks)
    async with taken_in(parts, request, acting.tenant_id, chunks) as intake:
        return await upload_work(parts, intake, options_of([*pairs, *intake.fields]))


async def _start(chunks: AsyncIterator[bytes]) -> bytes:
    start = bytearray()
    async for chunk in chunks:
        start += chunk
        if len(start) > LONGEST_OBJECT:
            break
    return bytes(start)


async def _again(start: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield start
    async for chunk in chunks:
        yield chunk


def _source(body: bytes) -> dict[str, Any] | None:
    """The object that should name a token or a snapshot; None for what should be a package."""
    if len(body) > LONGEST_OBJECT:
        return None
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return said if isinstance(said, dict) and PACKAGE_KEY not in said else None


async def _named(
    parts: Parts, acting: Acting, pairs: list[tuple[str, str]], said: dict[str, Any]
) -> Work:
    mappings, said = mappings_of(pairs), said_in(pairs) | said
    if "snapshot" not in said:
        by_token = read(TokenAsked, said, "body")
        return await token_work(parts, by_token.token, by_token.options(mappings))
    by_snapshot = read(SnapshotAsked, said, "body")
    source = await _allowed(parts, acting, by_snapshot.snapshot)
    return snapshot_work(source, by_snapshot.options(mappings))


async def _allowed(parts: Parts, acting: Acting, wanted: SnapshotWanted) -> SnapshotSource:
    """Raises a problem for a snapshot that the caller may not export."""
    require(acting, Scope.PACKAGES_READ)
    if wanted.include_passwords:
        require(acting, Scope.SECRETS_READ)
    check_one_version(wanted.version_id, wanted.environment_id)
    tenant_id = wanted.tenant_id or acting.tenant_id
    await check_acts_for(parts.database, acting.caller, tenant_id)
    return SnapshotSource(
        tenant_id=tenant_id,
        flow_id=wanted.flow_id,
        version_id=wanted.version_id,
        environment_id=wanted.environment_id,
        include_passwords=wanted.include_passwords,
        include_subflows=wanted.include_subflows,
    )


def check_one_version(version_id: UUID | None, environment_id: UUID | None) -> None:
    if version_id and environment_id:
        raise ProblemError(
            ErrorCode.REQUEST_MALFORMED, "Name `versionId` or `environmentId`, not both."
        )
