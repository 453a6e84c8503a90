"""Differences fit to be shown: no likely secret, no binding, and no password inside a URI."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import orjson

from libs.flows.difference import Difference, differences
from libs.flows.model import Json, Part
from libs.flows.shown_uri import NOT_SHOWN, shown_uri

_TELLING: Final = 4  # shorter secrets would be found by chance in every other text
_MANY: Final = 50  # from here on no text is shown at all, rather than compared with each
_URI: Final = re.compile(
    r"(?<![a-z0-9+.-])([0-9+.-]*)([a-z][a-z0-9+.-]*://[^\s\"'<>)]+)", re.IGNORECASE
)
"""What no scheme begins with, and the URI. Only the beginning of a word is tried: a long one that
is no URI would otherwise take time by the square of its length.
"""


def shown_differences(
    before: Part, after: Part, hidden: Iterable[Sequence[str | int]]
) -> tuple[Difference, ...]:
    """Between two states of one element. `hidden` are paths in either. A text that stands there
    shows nowhere; that it is another one on the other side does.
    """
    trees = [orjson.loads(before.content), orjson.loads(after.content)]
    secrets = {text for path in hidden for tree in trees for text in texts_at(tree, path)}
    if secrets:
        mask = _Mask(secrets)
        trees = [mask.applied(tree) for tree in trees]
    return tuple(
        replace(
            one,
            path=tuple(_without_logins(step) for step in one.path),
            before=_without_logins(one.before),
            after=_without_logins(one.after),
        )
        for one in differences(*trees)
    )


class _Mask:
    def __init__(self, secrets: set[str]) -> None:
        self._secrets = secrets
        self._masks: dict[str, str] = {}

    def applied(self, node: Json) -> Json:
        if type(node) is dict:
            return {key: self.applied(value) for key, value in node.items()}
        if type(node) is list:
            return [self.applied(item) for item in node]
        return self._mask(node) if type(node) is str and self._hides(node) else node

    def _hides(self, text: str) -> bool:
        return (
            len(self._secrets) > _MANY
            or text in self._secrets
            or any(secret in text for secret in self._secrets if len(secret) >= _TELLING)
        )

    def _mask(self, text: str) -> str:
        """One mask for each text, so that what is equal stays equal and what differs differs."""
        count = len(self._masks)
        return self._masks.setdefault(text, f"{NOT_SHOWN} {count + 1}" if count else NOT_SHOWN)


def texts_at(tree: Json, path: Iterable[str | int]) -> Iterator[str]:
    """The texts that stand there, in all cultures; none where the tree has nothing there."""
    for step in path:
        if type(step) is str and type(tree) is dict:
            tree = tree.get(step)
        elif type(step) is int and type(tree) is list and step < len(tree):
            tree = tree[step]
        else:
            return
    yield from _texts(tree)


def _texts(node: Json) -> Iterator[str]:
    if type(node) is str and node:
        yield node
    elif type(node) in (dict, list):
        for item in node.values() if type(node) is dict else node:
            yield from _texts(item)


def _without_logins(node: Json) -> Json:
    """URIs without user, password, query and fragment, wherever they stand."""
    if type(node) is str:
        return _URI.sub(lambda found: found[1] + shown_uri(found[2]), node)
    if type(node) is dict:
        return {key: _without_logins(value) for key, value in node.items()}
    if type(node) is list:
        return [_without_logins(item) for item in node]
    return node
