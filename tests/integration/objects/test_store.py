"""What is asked of an object store, on the real one."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from deploy.local.addresses import S3
from libs.objects.store import (
    ObjectMissing,
    ObjectStore,
    ObjectStoreSettings,
    StoreRefused,
    StoreUnreachable,
)


@pytest.fixture(scope="session")
def settings(s3: S3) -> ObjectStoreSettings:
    return ObjectStoreSettings(
        endpoint=s3.endpoint,
        bucket=f"objects-{secrets.token_hex(4)}",
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=s3.region,
    )


@pytest.fixture(scope="session")
async def store(settings: ObjectStoreSettings) -> AsyncIterator[ObjectStore]:
    store = ObjectStore.open(settings)
    await store.ensure_bucket()
    yield store
    await store.close()


@pytest.fixture
def key() -> str:
    return f"tenant/{secrets.token_hex(8)}"


async def test_an_object_is_read_as_it_was_written(store: ObjectStore, key: str) -> None:
    data = secrets.token_bytes(100_000)
    assert await store.put_once(key, data)
    assert await store.get(key) == data


async def test_an_object_that_is_there_is_not_written_again(store: ObjectStore, key: str) -> None:
    assert await store.put_once(key, b"first")
    assert not await store.put_once(key, b"second")
    assert await store.get(key) == b"first"


async def test_of_writers_that_race_for_a_key_one_wins(store: ObjectStore, key: str) -> None:
    bodies = [b"%d" % number for number in range(4)]
    wrote = await asyncio.gather(*(store.put_once(key, body) for body in bodies))
    assert sorted(wrote) == [False, False, False, True]
    assert await store.get(key) == bodies[wrote.index(True)]


async def test_a_file_is_written_from_where_it_stands(store: ObjectStore, key: str) -> None:
    data = secrets.token_bytes(3 * 2**20)
    with tempfile.TemporaryFile() as file:
        file.write(b"skipped" + data)
        file.seek(len(b"skipped"))
        await store.put_file(key, file)
    assert await store.get(key) == data


async def test_the_start_of_an_object_can_be_read_alone(store: ObjectStore, key: str) -> None:
    await store.put_once(key, b"0123456789")
    assert await store.get_start(key, 4) == b"0123"
    assert await store.get_start(key, 400) == b"0123456789"
    with pytest.raises(ObjectMissing):
        await store.get_start(f"{key}-missing", 4)


async def test_an_empty_object_is_an_object(store: ObjectStore, key: str) -> None:
    assert await store.put_once(key, b"")
    assert await store.get(key) == b""


async def test_an_object_that_is_not_there_is_missing(store: ObjectStore, key: str) -> None:
    with pytest.raises(ObjectMissing, match=key):
        await store.get(key)


async def test_a_deleted_object_is_missing_and_is_deleted_again_in_peace(
    store: ObjectStore, key: str
) -> None:
    await store.put_once(key, b"data")
    await store.delete(key)
    await store.delete(key)
    with pytest.raises(ObjectMissing):
        await store.get(key)


async def test_the_bucket_is_made_once(store: ObjectStore) -> None:
    await store.ensure_bucket()
    await store.ping()


async def test_a_bucket_is_made_in_the_region_that_is_set(
    settings: ObjectStoreSettings,
) -> None:
    bucket = f"elsewhere-{secrets.token_hex(4)}"
    store = ObjectStore.open(replace(settings, region="eu-central-1", bucket=bucket))
    await store.ensure_bucket()
    await store.ensure_bucket()
    assert await store.put_once("key", b"data")
    await store.close()


async def test_a_bucket_that_may_not_be_looked_at_is_taken_as_there(
    settings: ObjectStoreSettings, store: ObjectStore
) -> None:
    stranger = ObjectStore.open(replace(settings, secret_key="another-secret-key"))
    await stranger.ensure_bucket()
    await stranger.ping()
    await stranger.close()


async def test_a_bucket_that_is_gone_does_not_answer(settings: ObjectStoreSettings) -> None:
    store = ObjectStore.open(replace(settings, bucket=f"none-{secrets.token_hex(4)}"))
    with pytest.raises(StoreRefused):
        await store.ping()
    await store.close()


async def test_a_store_that_does_not_answer_is_unreachable(
    settings: ObjectStoreSettings, unused_address: str
) -> None:
    store = ObjectStore.open(replace(settings, endpoint=unused_address))
    with pytest.raises(StoreUnreachable):
        await store.ping()
    with pytest.raises(StoreUnreachable):
        await store.put_once("key", b"data")
    await store.close()


@pytest.fixture
async def unused_address() -> str:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    return f"http://127.0.0.1:{port}"


async def test_a_wrong_secret_key_is_refused_and_is_no_outage(
    settings: ObjectStoreSettings, store: ObjectStore
) -> None:
    stranger = ObjectStore.open(replace(settings, secret_key="another-secret-key"))
    with pytest.raises(StoreRefused):
        await stranger.get("key")
    await stranger.close()


def test_the_secret_key_is_not_shown(settings: ObjectStoreSettings) -> None:
    assert settings.secret_key not in repr(settings)
