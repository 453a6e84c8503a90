"""What a document says of its texts beside them, where those are secrets.

`contentValuesState` stands beside a culture's texts, null in every file seen so far. What else the
platform may write there of a password is taken for a secret: each text and number, by a slot
`$state/...@culture`. What is left there is the empty text or zero, so that the place stays known.
"""

from collections.abc import Collection, Iterator
from typing import Final

import orjson

from libs.flows.documents import STATES, Document
from libs.flows.model import Json
from libs.flows.slots import STATE, field_step, item_steps, slot_of

_BLANKS: Final = ("", "__ENCRYPTED__", 0)


def take_states(
    document: Document, secrets: Collection[str] | None, kept: str | None
) -> Iterator[tuple[str, str | None]]:
    """Slots and the secrets that stood there, None for a blank. `secrets` are GUIDs of the texts
    that are secrets, None where all are but `kept`.
    """
    for culture, translation in (document.frame.get("translations") or {}).items():
        fields = {} if translation is None else translation["fields"]
        states = fields.get(STATES)
        if type(states) is dict:
            for guid in states:
                if guid != kept and (secrets is None or guid in secrets):
                    yield from _take(states, guid, (STATE, field_step(guid)), culture)
        elif secrets is None and STATES in fields:
            yield from _take(fields, STATES, (STATE,), culture)


def _take(
    holder: Json, key: str | int, steps: tuple[str, ...], culture: str
) -> Iterator[tuple[str, str | None]]:
    value = holder[key]
    if type(value) is dict:
        for name in value:
            yield from _take(value, name, (*steps, field_step(name)), culture)
    elif type(value) is list:
        for place, name in enumerate(item_steps(value, (), ids_name=False)):
            yield from _take(value, place, (*steps, name), culture)
    elif value is not None and type(value) is not bool:
        slot = slot_of(steps, culture)
        if value in _BLANKS:
            yield slot, None
        elif type(value) is str:
            holder[key] = ""
            yield slot, value
        else:
            holder[key] = 0
            yield slot, orjson.dumps(value).decode()
