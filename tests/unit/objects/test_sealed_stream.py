from collections.abc import Iterable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.objects.sealed_stream import CHUNK_BYTES, TAG_BYTES, OpeningStream, SealingStream
from libs.objects.sealing import Context, SealBroken, Sealer

SEALER = Sealer({"k": b"k" * 32})
HERE = Context(UUID(int=1), "upload", ("job",))
HEADER_BYTES = 2 + 1 + 32
FULL = CHUNK_BYTES + TAG_BYTES

sizes = st.one_of(
    st.integers(0, 100),
    st.sampled_from([n * CHUNK_BYTES + d for n in (1, 2) for d in (-1, 0, 1)]),
)


def sealed_by(pieces: Iterable[bytes]) -> bytes:
    stream = SealingStream(SEALER, context=HERE)
    return b"".join(map(stream.update, pieces)) + stream.finish()


def opened(pieces: Iterable[bytes], context: Context = HERE) -> bytes:
    stream = OpeningStream(SEALER, context=context)
    return b"".join(map(stream.update, pieces)) + stream.finish()


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def some(size: int) -> bytes:
    return bytes(range(256)) * (size // 256) + bytes(size % 256)


@given(sizes, st.sampled_from([7000, 65_536, CHUNK_BYTES, 3 * CHUNK_BYTES]), st.integers(1, 9))
def test_it_opens_to_the_same_bytes_however_they_come_in_pieces(
    size: int, piece: int, other: int
) -> None:
    plain = some(size)
    sealed = sealed_by(in_pieces(plain, piece))
    assert opened(in_pieces(sealed, piece * other + 1)) == plain


def test_header_and_salt_may_come_byte_by_byte() -> None:
    assert opened(in_pieces(sealed_by([b"plain"]), 1)) == b"plain"


def test_no_more_than_about_a_chunk_is_held() -> None:
    stream = SealingStream(SEALER, context=HERE)
    given_back = sum(len(stream.update(some(65_536))) for _ in range(64))
    assert given_back >= 3 * FULL


@pytest.mark.parametrize("cut", [0, 1, 20, HEADER_BYTES, HEADER_BYTES + 5, HEADER_BYTES + FULL,
                                 HEADER_BYTES + 2 * FULL, -1])  # fmt: skip
def test_a_cut_is_noticed_also_between_chunks(cut: int) -> None:
    sealed = sealed_by([some(2 * CHUNK_BYTES + 10)])
    with pytest.raises(SealBroken):
        opened([sealed[:cut]])


def test_chunks_that_change_places_are_noticed() -> None:
    sealed = sealed_by([some(3 * CHUNK_BYTES)])
    header, body = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:]
    first, second, third = in_pieces(body, FULL)
    assert opened([header, first, second, third]) == some(3 * CHUNK_BYTES)
    for order in ([second, first, third], [first, third], [first, first, second, third]):
        with pytest.raises(SealBroken):
            opened([header, *order])


def test_what_follows_the_last_chunk_is_noticed() -> None:
    with pytest.raises(SealBroken):
        opened([sealed_by([b"plain"]), b"more"])


def test_another_tenants_stream_does_not_open() -> None:
    with pytest.raises(SealBroken):
        opened([sealed_by([b"plain"])], Context(UUID(int=2), "upload", ("job",)))


def test_a_sealed_value_is_no_stream_and_a_stream_no_value() -> None:
    with pytest.raises(SealBroken):
        opened([SEALER.seal(b"plain" * 20, context=HERE)])
    with pytest.raises(SealBroken):
        SEALER.open(sealed_by([b"plain"]), context=HERE)
