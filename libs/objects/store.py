"""Packages and uploads in an S3 object store.

boto3 in a few threads: its client may be shared, and more than 8 threads only fight for the
interpreter. Sealed or not is the caller's business: this moves bytes.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Final, Self, TypeVar, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.literals import BucketLocationConstraintType
    from types_boto3_s3.type_defs import (
        CreateBucketRequestTypeDef,
        GetObjectRequestTypeDef,
        PutObjectRequestTypeDef,
    )

THREADS: Final = 8
CONFLICT_ATTEMPTS: Final = 5
NAMELESS_REGION: Final = "us-east-1"
"""S3 makes a bucket here unless told otherwise, and refuses to be told so."""

T = TypeVar("T")


class ObjectMissing(Exception):
    """There is no object of this key."""


class StoreRefused(Exception):
    """The object store answered no, and will again: forbidden, or a request it does not take."""


class StoreUnreachable(Exception):
    """The object store did not answer, or answered that it cannot just now: try again later."""


@dataclass(frozen=True, slots=True)
class ObjectStoreSettings:
    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str


class ObjectStore:
    """One bucket. Every method raises `StoreUnreachable` when the store does not answer, and
    `StoreRefused` when it refuses."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="objects")

    @classmethod
    def open(cls, settings: ObjectStoreSettings) -> Self:
        """Opens no connection yet."""
        client = boto3.client(
            "s3",
            endpoint_url=settings.endpoint,
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
            region_name=settings.region,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=5,
                # Writers that race for one key are made to wait in steps of a second by SeaweedFS.
                read_timeout=30,
                retries={"mode": "standard"},
                max_pool_connections=THREADS,
            ),
        )
        return cls(client, settings.bucket)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._client.close()

    async def ensure_bucket(self) -> None:
        """Makes the bucket unless it is there, in the region that the client was given."""
        await self._call(self._ensure_bucket)

    async def ping(self) -> None:
        """Returns when the store answers for the bucket. Raises `StoreRefused` if there is none."""
        if not await self._call(self._has_bucket):
            raise StoreRefused(f"there is no bucket {self._bucket}")

    async def put_once(self, key: str, data: bytes) -> bool:
        """Writes the object unless one of this key is there; tells whether it wrote."""
        return await self._call(lambda: self._put_once(key, data))

    async def put_file(self, key: str, file: IO[bytes]) -> None:
        """Writes what is left in the file, reading it piece by piece. It must be seekable."""
        await self._call(lambda: self._client.put_object(Bucket=self._bucket, Key=key, Body=file))

    async def get(self, key: str) -> bytes:
        """The whole object. Raises `ObjectMissing`."""
        return await self._call(lambda: self._get(key))

    async def get_start(self, key: str, most: int) -> bytes:
        """The first bytes of an object that is not empty. Raises `ObjectMissing`."""
        return await self._call(lambda: self._get(key, f"bytes=0-{most - 1}"))

    async def delete(self, key: str) -> None:
        """Deletes the object; one that is not there is no error."""
        await self._call(lambda: self._client.delete_object(Bucket=self._bucket, Key=key))

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: _mapped(work)
        )

    def _has_bucket(self) -> bool:
        """A key that may read and write objects need not be let look at the bucket: S3 answers
        forbidden then, and not found only where there is none."""
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            if _status(error) not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
                raise
            return _status(error) == HTTPStatus.FORBIDDEN
        return True

    def _ensure_bucket(self) -> None:
        if self._has_bucket():
            return
        request: CreateBucketRequestTypeDef = {"Bucket": self._bucket}
        region = self._client.meta.region_name
        if region != NAMELESS_REGION:
            place = cast("BucketLocationConstraintType", region)
            request["CreateBucketConfiguration"] = {"LocationConstraint": place}
        try:
            self._client.create_bucket(**request)
        except ClientError as error:  # another process may have been faster
            if _code(error) not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise

    def _put_once(self, key: str, data: bytes) -> bool:
        request: PutObjectRequestTypeDef = {
            "Bucket": self._bucket,
            "Key": key,
            "Body": data,
            "IfNoneMatch": "*",
        }
        for _ in range(CONFLICT_ATTEMPTS):
            try:
                self._client.put_object(**request)
            except ClientError as error:
                if _status(error) == HTTPStatus.PRECONDITION_FAILED:
                    return False
                if _status(error) != HTTPStatus.CONFLICT:  # another writer is at it: look again
                    raise
            else:
                return True
        raise StoreUnreachable(f"other writers keep the object {key} busy")

    def _get(self, key: str, part: str | None = None) -> bytes:
        request: GetObjectRequestTypeDef = {"Bucket": self._bucket, "Key": key}
        if part is not None:
            request["Range"] = part
        try:
            with self._client.get_object(**request)["Body"] as body:
                return body.read()
        except self._client.exceptions.NoSuchKey as error:
            raise ObjectMissing(key) from error


def _mapped(work: Callable[[], T]) -> T:
    """Does the work; an answer that may be another one soon is raised as `StoreUnreachable`, one
    that stays as `StoreRefused`."""
    try:
        return work()
    except ClientError as error:
        if _status(error) >= HTTPStatus.INTERNAL_SERVER_ERROR or _code(error) == "SlowDown":
            raise StoreUnreachable(f"the object store answered {_code(error)}") from error
        raise StoreRefused(f"the object store answered {_code(error)}") from error
    except BotoCoreError as error:
        raise StoreUnreachable(f"the object store does not answer: {error}") from error


def _status(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]
