"""Ids replaced by others, wherever an element names them.

An element names ids in fields, as keys of id maps, inside texts and macros (`flowkey___...`, and
wherever else a GUID stands), in its document and in the names of its secret slots.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

import orjson

from libs.flows import kinds
from libs.flows.digest import element_digest, package_digest
from libs.flows.kinds import Kind
from libs.flows.model import Json, Package, Part, Secret
from libs.flows.noise import TEXTS
from libs.flows.split import Stamp, canonical

_GUID: Final = re.compile(
    r"(?<![0-9a-fA-F-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F-])"
)
_ANY_GUID: Final = re.compile(rb"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""In JSON text, where the last letter of an escape may stand before it."""


def renamed(part: Part, names: Mapping[UUID, UUID]) -> Part:
    """The part with other ids in content and stamp: of itself, in references of every kind, in
    texts and code. It is what reading a file with those ids replaced would give, but for a slot
    whose name is a SHA-256 (slots.py).
    """
    return _Renamer(names).part(part)


def renamed_package(package: Package, parts: Sequence[Part], names: Mapping[UUID, UUID]) -> Package:
    """The package with `parts`, which are renamed but for those that are merged already, in place
    of its own. `parts[0]` is the flow.

    Documents of other elements, unknown keys and the slots of secrets are renamed as well.
    """
    renamer = _Renamer(names)
    named = tuple(renamer.part(part) for part in parts)
    rest = orjson.dumps(renamer.tree(orjson.loads(package.rest)))
    digests = ((part.kind, part.id, part.digest) for part in named)
    return replace(
        package,
        parts=named,
        rest=rest,
        digest=package_digest(digests, named[0].id, rest),
        secrets=tuple(renamer.secret(secret) for secret in package.secrets),
    )


def renamed_place(place: str, names: Mapping[UUID, UUID]) -> str:
    """The name of a slot, or of another place in an element, with other ids."""
    return _Renamer(names).text(place)


class _Renamer:
    def __init__(self, names: Mapping[UUID, UUID]) -> None:
        self._names = names
        self._spelled = {str(old): str(new) for old, new in names.items()}

    def part(self, part: Part) -> Part:
        is_content = self._is_named_in(part.content)
        if not is_content and not self._is_named_in(part.stamp):
            return part
        content = self.tree(orjson.loads(part.content))
        stamp = self.tree(orjson.loads(part.stamp))
        if is_content:
            _sort_again(part.kind, content, stamp)
        encoded = canonical(content)
        return replace(
            part,
            id=self._names.get(part.id, part.id),
            flow_id=self._names.get(part.flow_id, part.flow_id) if part.flow_id else None,
            content=encoded,
            stamp=canonical(stamp),
            digest=element_digest(encoded),
        )

    def secret(self, secret: Secret) -> Secret:
        id_ = self._names.get(secret.element_id, secret.element_id)
        return replace(secret, element_id=id_, slot=self.text(secret.slot))

    def tree(self, node: Json) -> Json:
        if type(node) is dict:
            return {self.text(key): self.tree(value) for key, value in node.items()}
        if type(node) is list:
            return [self.tree(value) for value in node]
        return self.text(node) if type(node) is str else node

    def text(self, text: str) -> str:
        return _GUID.sub(lambda found: self._spelled.get(found[0].lower(), found[0]), text)

    def _is_named_in(self, text: bytes) -> bool:
        """Most elements name none of the ids: they are not taken apart for it."""
        return any(guid.decode().lower() in self._spelled for guid in _ANY_GUID.findall(text))


def _sort_again(kind: Kind, content: dict[str, Json], stamp: Stamp) -> None:
    """What content sorts by something that may hold an id (split.py)."""
    if kind == kinds.FLOW:
        for key in kinds.MANIFESTS:
            if key in content:
                content[key] = sorted(set(content[key]))
    if kind == kinds.SERVICE and content.get("actions"):
        _sort_actions(content, stamp)
    if TEXTS in content:
        pairs = sorted(zip(map(canonical, content[TEXTS]), stamp["texts"], strict=True))
        content[TEXTS] = [orjson.loads(text) for text, _ in pairs]
        stamp["texts"] = [guid for _, guid in pairs]


def _sort_actions(content: dict[str, Json], stamp: Stamp) -> None:
    actions = content["actions"]
    its_stamp = stamp.setdefault("=", {}).setdefault("actions", {})
    places = its_stamp.get("#", list(range(len(actions))))
    order = sorted(range(len(actions)), key=lambda i: (*_action_key(actions[i]), places[i]))
    content["actions"] = [actions[old] for old in order]
    inner = its_stamp.pop("=", {})
    if inner:
        its_stamp["="] = {
            str(new): inner[str(old)] for new, old in enumerate(order) if str(old) in inner
        }
    moved = [places[old] for old in order]
    its_stamp.pop("#", None)
    if moved != sorted(moved):
        its_stamp["#"] = moved
    if not its_stamp:
        del stamp["="]["actions"]
    if not stamp["="]:
        del stamp["="]


def _action_key(action: Json) -> tuple[str, bytes]:
    body = action or {}
    uri = body.get("uriPart")
    return (uri if type(uri) is str else "", canonical(body))
