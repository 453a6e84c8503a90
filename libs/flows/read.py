"""A package file of either generation to a Package value."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from libs.flows import kinds
from libs.flows.apart import Whole, take_part
from libs.flows.cultures import CultureKeys, read_cultures
from libs.flows.digest import package_digest
from libs.flows.documents import Document, take_apart
from libs.flows.faults import Fault, FaultCode
from libs.flows.integrity import refuse_altered, take_statement
from libs.flows.jsontext import Parsed, parse
from libs.flows.layout import CULTURES, DOCUMENTS, FLOW, KEYS, Found, elements_of, owners
from libs.flows.model import Json, Package, Part, Secret
from libs.flows.noise import Rule
from libs.flows.provenance import Provenance
from libs.flows.rest import make_rest
from libs.flows.secrets import secret_properties, take_unknown
from libs.flows.shape import a_list

_STRING_LAYERS = 2  # today's file in a string, or the older file's string in a further one


@dataclass(frozen=True)
class Limits:
    bytes: int = 32 * 2**20  # the largest real file has 100 KB, the largest snapshot known 620 KB
    depth: int = 64  # real files have 8 levels
    elements: int = 20_000  # real files have up to 90; at a row each this is still one import


def read_package(data: bytes, limits: Limits = Limits(), *, altered_too: bool = False) -> Package:
    """Both generations, bare or wrapped in a further JSON string; secrets taken out.

    Raises Fault: too large, not JSON that everyone reads alike (jsontext.py), not a package,
    wrong types, too many elements, the same element twice, not what its statement says of it
    (integrity.py). Nothing else, whatever the bytes. `altered_too`: of a package that is not what
    it says the provenance tells; a plan is to list everything that is wrong with it.
    """
    if len(data) > limits.bytes:
        raise Fault(FaultCode.TOO_LARGE, f"It has more than {limits.bytes} bytes.")
    with _collector_paused():
        opened = _open(data, limits.depth)
        statement = take_statement(opened.value, opened.text)
        found = elements_of(opened.value, limits.elements)
        provenance = None if statement is None else statement.check(opened.value, found)
        if provenance is not None and not altered_too:
            refuse_altered(provenance)
        if b'"$type"' in opened.text:
            _drop_type_tags(opened.value)
        return _Reader(opened.value, found, provenance).package()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Trees make no cycles, but their sheer size sets the cycle collector off again and again:
    a quarter of the time for a package of 10 MB.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _open(data: bytes, depth: int) -> Parsed:
    """The package object, out of up to two string layers."""
    parsed = parse(data, depth)
    for _ in range(_STRING_LAYERS):
        if type(parsed.value) is str:
            parsed = parse(parsed.value.encode(), depth)
    if type(parsed.value) is not dict or FLOW not in parsed.value:
        detail = f"It is JSON, but no package: a package is an object with a {FLOW!r}."
        raise Fault(FaultCode.NOT_A_PACKAGE, detail)
    return parsed


def _drop_type_tags(package: Json) -> None:
    """`$type` names a .NET class: it is nothing but text here, and newer files lack it."""
    stack = [package]
    while stack:
        node = stack.pop()
        if type(node) is dict:
            node.pop("$type", None)
            stack += node.values()
        elif type(node) is list:
            stack += node


class _Reader:
    def __init__(
        self, package: dict[str, Json], found: list[Found], provenance: Provenance | None
    ) -> None:
        self._package = package
        self._rules: dict[str, Rule] = {}
        self._cultures = read_cultures(a_list(package.get(CULTURES), (CULTURES,)))
        self._found = found
        self._provenance = provenance
        self._secrets: list[Secret] = []
        types = [one.body for one in found if one.kind == kinds.TYPE]
        self._secret_properties = secret_properties(types)
        flows = [(one.id, one.body) for one in found if one.kind == kinds.FLOW]
        self._root = flows[0][0]
        self._owners = owners(flows)

    def package(self) -> Package:
        documents = self._documents()
        owned: dict[str, list[str]] = {}
        parts = []
        for found in self._found:
            id_ = str(found.id)
            parts.append(self._part(found, None if id_ in owned else documents.get(id_)))
            owned.setdefault(id_, [found.kind, id_])
        rest = self._rest([owned.get(id_, [d.frame, d.texts]) for id_, d in documents.items()])
        return Package(
            parts=tuple(parts),
            cultures=self._cultures,
            rest=rest,
            digest=package_digest(
                ((part.kind, part.id, part.digest) for part in parts), self._root, rest
            ),
            secrets=tuple(self._secrets),
            provenance=self._provenance,
        )

    def _documents(self) -> dict[str, Document]:
        """By element, in file order. Raises Fault where an element has two."""
        keys = CultureKeys(self._cultures)
        documents: dict[str, Document] = {}
        for place, item in enumerate(a_list(self._package.get(DOCUMENTS), (DOCUMENTS,))):
            path = (DOCUMENTS, place)
            document = take_apart(item, keys, path)
            id_ = document.frame["fields"]["elementId"].lower()
            if id_ in documents:
                detail = f"It holds two documents with the texts of element {id_}."
                raise Fault(FaultCode.DUPLICATE_ELEMENT, detail, path)
            documents[id_] = document
        return documents

    def _part(self, found: Found, document: Document | None) -> Part:
        whole = Whole(found.kind, found.id, found.body, document, found.path)
        part, secrets = take_part(
            whole, self._secret_properties, flow_id=self._flow_id(found), rules=self._rules
        )
        self._secrets += secrets
        return part

    def _flow_id(self, found: Found) -> UUID | None:
        if found.kind == kinds.FLOW:
            return found.id
        if found.kind in kinds.FLOW_SCOPED:
            return self._owners.get((found.kind, str(found.id)), self._root)
        return None

    def _rest(self, documents: list[Json]) -> bytes:
        known = {found.path[0] for found in self._found} | set(KEYS)
        keys = {key: value for key, value in self._package.items() if key not in known}
        found, blanks = take_unknown(keys, self._secret_properties)
        self._secrets += [
            Secret(kinds.FLOW, self._root, slot, value) for slot, value in found.items()
        ]
        return make_rest(keys, blanks, documents)
