"""Reading multipart/form-data as it arrives: the package never stands whole in memory or on disk.

Starlette's own form parser keeps a large file part in a plain temporary file; packages may hold
passwords, so this one hands every piece on at once, to be sealed.
"""

from collections.abc import Callable

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from libs.contracts.problems import ErrorCode, ProblemError

MOST_FIELDS = 256
"""Options and URI mappings; a mapping takes two fields."""
MOST_FIELD_BYTES = 8 << 10
PACKAGE_FIELD = "package"
BINDINGS_FIELD = "bindings"
MOST_BINDINGS_BYTES = 256 << 10
"""A tenant may bind hundreds of values in one field."""


class PackageForm:
    """Feed it the body; `take` gets the package's bytes, `fields` the options in their order.

    The package is the part that has a file name, or is called `package`.
    """

    def __init__(self, content_type: str, take: Callable[[bytes], object]) -> None:
        _, parameters = parse_options_header(content_type)
        boundary = parameters.get(b"boundary")
        if not boundary:
            raise _malformed("The Content-Type names no boundary.")
        self.fields: list[tuple[str, str]] = []
        self.has_package = False
        self._take = take
        self._header = bytearray()
        self._header_text = bytearray()
        self._disposition = b""
        self._name = ""
        self._value = bytearray()
        self._in_package = False
        self._ended = False
        self._parser = self._parser_of(boundary)

    def _parser_of(self, boundary: bytes) -> MultipartParser:
        try:
            return MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begins,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_ends,
                    "on_headers_finished": self._headers_end,
                    "on_part_data": self._data,
                    "on_part_end": self._part_ends,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise _malformed("The boundary named in the Content-Type is not usable.") from error

    def feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _malformed("The parts of the form cannot be told apart.") from error

    def finish(self) -> None:
        if not self._ended:
            raise _malformed("The form ends before its closing boundary.")
        if not self.has_package:
            raise _malformed(f"The form has no part named '{PACKAGE_FIELD}' with the package file.")

    def _part_begins(self) -> None:
        self._disposition, self._name = b"", ""
        self._value = bytearray()
        self._in_package = False

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_text += data[start:end]

    def _header_ends(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._header_text)
        self._header.clear()
        self._header_text.clear()

    def _headers_end(self) -> None:
        _, parameters = parse_options_header(self._disposition)
        self._name = parameters.get(b"name", b"").decode("utf-8", "replace")
        self._in_package = b"filename" in parameters or self._name == PACKAGE_FIELD
        if self._in_package and self.has_package:
            raise _malformed("The form has more than one package.")
        if not self._in_package and len(self.fields) == MOST_FIELDS:
            raise _malformed(f"The form has more than {MOST_FIELDS} fields.")
        self.has_package |= self._in_package

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_package:
            self._take(data[start:end])
            return
        self._value += data[start:end]
        most = MOST_BINDINGS_BYTES if self._name == BINDINGS_FIELD else MOST_FIELD_BYTES
        if len(self._value) > most:
            raise _malformed(f"The field '{self._name}' is longer than {most} bytes.")

    def _part_ends(self) -> None:
        if not self._in_package:
            try:
                self.fields.append((self._name, self._value.decode()))
            except UnicodeDecodeError as error:
                raise _malformed(f"The field '{self._name}' is not UTF-8.") from error

    def _end(self) -> None:
        self._ended = True


def _malformed(detail: str) -> ProblemError:
    return ProblemError(ErrorCode.REQUEST_MALFORMED, detail)
