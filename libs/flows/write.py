"""A package file in today's shape: `.package2`."""

from collections.abc import Callable, Sequence
from uuid import UUID

import orjson

from libs.flows.cultures import CultureKeys, write_culture
from libs.flows.documents import put_together
from libs.flows.join import Joined, join
from libs.flows.kinds import Kind
from libs.flows.layout import COLLECTION_OF, CULTURES, DOCUMENTS, FLOW, KEYS
from libs.flows.model import Culture, Json, Part, Secret
from libs.flows.rest import keys_with
from libs.flows.slots import PACKAGE, is_of_package


def write_package(
    parts: Sequence[Part],
    cultures: Sequence[Culture],
    rest: bytes,
    secrets: Sequence[Secret] = (),
) -> bytes:
    """UTF-8 JSON, the same bytes for the same values. `parts[0]` is the flow.

    Texts go under the GUIDs of `cultures`; a secret whose slot no part has is left out, and a slot
    without a secret is blank. Raises ValueError where a part has texts in a culture that
    `cultures` lacks.
    """
    remainder = orjson.loads(rest)
    slots: dict[tuple[Kind, UUID], list[Secret]] = {}
    of_rest: dict[str, str] = {}
    for secret in secrets:
        if not is_of_package(secret.slot):
            slots.setdefault((secret.kind, secret.element_id), []).append(secret)
        elif secret.element_id == parts[0].id:
            of_rest[secret.slot.removeprefix(f"{PACKAGE}/")] = secret.value
    joined = [_filled(part, slots.get((part.kind, part.id), [])) for part in parts]
    package: dict[str, Json] = {key: [] for key in KEYS}
    package[FLOW] = joined[0].element
    package[CULTURES] = [write_culture(culture) for culture in cultures]
    for part, one in zip(parts[1:], joined[1:], strict=True):
        package.setdefault(COLLECTION_OF.get(part.kind, part.kind), []).append(one.element)
    ids = [(str(part.kind), str(part.id)) for part in parts]
    ordered = dict(zip(ids, joined, strict=True))
    package[DOCUMENTS] = _documents(ordered, remainder["documents"], CultureKeys(cultures).guid)
    return orjson.dumps(package | keys_with(remainder, of_rest))


def _filled(part: Part, secrets: Sequence[Secret]) -> Joined:
    joined = join(part)
    for secret in secrets:
        joined.places.put(joined.texts, secret.slot, secret.value)
    return joined


def _documents(
    joined: dict[tuple[str, str], Joined], order: Json, culture_guid: Callable[[str], str]
) -> list[Json]:
    """In the file's order; those of parts that came from elsewhere follow in the parts' order."""
    documents = []
    waiting = dict(joined)
    for first, second in order:
        if type(first) is dict:
            documents.append(put_together(first, second, culture_guid))
        elif one := waiting.pop((first, second), None):
            documents += _document(second, one, culture_guid)
    for (_, id_), one in waiting.items():
        documents += _document(id_, one, culture_guid)
    return documents


def _document(id_: str, joined: Joined, culture_guid: Callable[[str], str]) -> list[Json]:
    """None at all for an element that had no document and has gained no text."""
    if joined.frame is not None:
        return [put_together(joined.frame, joined.texts, culture_guid)]
    if any(joined.texts.values()):
        return [put_together({"fields": {"elementId": id_}}, joined.texts, culture_guid)]
    return []
