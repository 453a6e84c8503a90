from collections.abc import Iterator

import pytest

from libs.contracts.problems import ErrorCode, ProblemError
from services.gateway.multipart import MOST_FIELD_BYTES, MOST_FIELDS, PackageForm

TYPE = "multipart/form-data; boundary=edge"


def part(name: str, value: bytes, *, filename: str | None = None) -> bytes:
    file = f'; filename="{filename}"' if filename else ""
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def in_pieces(body: bytes, size: int) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


def read(body: bytes, *, size: int = 7) -> tuple[bytes, list[tuple[str, str]]]:
    taken = bytearray()
    form = PackageForm(TYPE, taken.extend)
    for piece in in_pieces(body, size):
        form.feed(piece)
    form.finish()
    return bytes(taken), form.fields


@pytest.mark.parametrize("size", [1, 2, 13, 10_000])
def test_the_package_and_the_options_come_out_however_the_body_is_cut(size: int) -> None:
    package = bytes(range(256)) * 20 + b"\r\n--edg\r\n"
    body = (
        part("isSnapshot", b"true")
        + part("file", package, filename="a.package2")
        + part("uriMapping[0][from]", "https://ä.example".encode())
        + b"--edge--\r\n"
    )
    assert read(body, size=size) == (
        package,
        [("isSnapshot", "true"), ("uriMapping[0][from]", "https://ä.example")],
    )


def test_a_part_called_package_needs_no_file_name() -> None:
    assert read(part("package", b"{}") + b"--edge--") == (b"{}", [])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (part("package", b"{}"), "ends before"),
        (part("isSnapshot", b"true") + b"--edge--", "no part named 'package'"),
        (part("package", b"{}") * 2 + b"--edge--", "more than one package"),
        (part("package", b"{}") + part("x", b"\xff") + b"--edge--", "not UTF-8"),
        (part("x", b"y" * (MOST_FIELD_BYTES + 1)) + b"--edge--", "longer than"),
        (part("x", b"y") * (MOST_FIELDS + 1) + b"--edge--", "more than 256"),
        (b"not a form at all", "cannot be told apart"),
    ],
)
def test_a_malformed_form_is_refused_with_the_reason(body: bytes, says: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(body)
    assert caught.value.problem.code is ErrorCode.REQUEST_MALFORMED
    assert says in caught.value.problem.detail


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 5000]
)
def test_a_form_without_a_usable_boundary_is_refused(content_type: str) -> None:
    with pytest.raises(ProblemError) as caught:
        PackageForm(content_type, bytearray().extend)
    assert caught.value.problem.code is ErrorCode.REQUEST_MALFORMED
