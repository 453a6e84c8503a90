"""Taking in a package: sealed piece by piece as it arrives, so it never lies in plain anywhere."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from uuid import UUID

from fastapi import Request

from libs.contracts.problems import ErrorCode, ProblemError
from libs.objects import contexts
from libs.objects.sealed_stream import SealingStream
from libs.objects.sealing import Sealer
from libs.runtime.clock import new_id
from libs.store.uploads import Upload
from services.gateway.limits import allow
from services.gateway.multipart import PackageForm
from services.gateway.parts import Parts

IN_MEMORY = 1 << 20
"""Bytes of one sealed upload kept in memory; more goes to a temporary file, sealed."""

RAW_TYPES = ("application/json", "application/octet-stream", "application/x-www-form-urlencoded")
"""The last is what curl names when it is told nothing: the body is read as it is."""
FORM_TYPE = "multipart/form-data"


class Intake:
    """Plain bytes in, a sealed file out. Size and digest are those of the plain bytes."""

    def __init__(self, sealer: Sealer, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.job_id = new_id()
        self.fields: list[tuple[str, str]] = []
        """What a form holds beside the package."""
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by taken_in
        self._size = 0
        self._digest = hashlib.sha256()
        context = contexts.upload(tenant_id, self.job_id)
        self._sealing = SealingStream(sealer, context=context)

    def take(self, chunk: bytes) -> None:
        self._size += len(chunk)
        self._digest.update(chunk)
        self.file.write(self._sealing.update(chunk))

    def finish(self) -> None:
        if self._size == 0:
            raise ProblemError(ErrorCode.PACKAGE_EMPTY, "Not a byte of a package came.")
        self.file.write(self._sealing.finish())
        self.file.seek(0)

    def upload(self) -> Upload:
        key = f"uploads/{self.tenant_id}/{self.job_id}"
        return Upload(self.tenant_id, self.job_id, key, self._digest.digest(), self._size)


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


@asynccontextmanager
async def taken_in(
    parts: Parts, request: Request, tenant_id: UUID, chunks: AsyncIterator[bytes] | None = None
) -> AsyncIterator[Intake]:
    """The body as a sealed file, which is gone afterwards. `chunks`: where some of it is read.

    Raises a problem for what is no package at first sight: nothing, too much, the wrong type.
    """
    media = media_type(request)
    if media != FORM_TYPE and not _is_raw(media):
        raise ProblemError(
            ErrorCode.REQUEST_UNSUPPORTED_MEDIA_TYPE,
            f"A package cannot be read from '{media}'.",
            supported=[*RAW_TYPES[:2], FORM_TYPE],
        )
    allow(request, parts.settings.body_limit)
    intake = Intake(parts.sealer, tenant_id)
    with intake.file:
        take = intake.take
        form = PackageForm(request.headers["content-type"], take) if media == FORM_TYPE else None
        async for chunk in chunks or request.stream():
            (form.feed if form else take)(chunk)
        if form:
            form.finish()
            intake.fields = form.fields
        intake.finish()
        yield intake


def _is_raw(media: str) -> bool:
    return media in ("", *RAW_TYPES) or media.startswith(("text/", "application/vnd."))
