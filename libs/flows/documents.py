"""Content-value documents: the texts of one element in every culture.

A frame is the document without its texts, keyed by culture key instead of the tenant's GUIDs, as
stamps and the rest of a package keep it: `{"fields": {...}, "translations": null | {key: {"fields":
{...}, "guids": [...], "blank": {guid: placeholder}}}}`. `guids` is null where the file has no
`contentValues` at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from libs.flows.cultures import CultureKeys
from libs.flows.model import Json
from libs.flows.shape import Path, a_guid, a_map, an_object, refuse

TRANSLATIONS = "contentValueDocumentTranslations"
VALUES = "contentValues"
STATES = "contentValuesState"

_NO_TEXT: dict[str, str] = {}  # one for all, for most GUIDs have no text: never written to

Texts: TypeAlias = dict[str, dict[str, str]]
"""Content-value GUID to texts by culture key; empty where the GUID has no text in any culture."""


@dataclass(slots=True)
class Document:
    """One document taken apart. `texts` of a secret slot leave before anything else sees them."""

    frame: dict[str, Json]
    texts: Texts


def take_apart(item: Json, keys: CultureKeys, path: Path) -> Document:
    """Raises Fault where the document is not built as the platform builds it."""
    body = an_object(item, path)
    a_guid(body.get("elementId"), (*path, "elementId"))
    frame: dict[str, Json] = {"fields": {k: v for k, v in body.items() if k != TRANSLATIONS}}
    texts: Texts = {}
    if TRANSLATIONS in body:
        where = (*path, TRANSLATIONS)
        frame["translations"] = None if body[TRANSLATIONS] is None else {}
        for guid, translation in a_map(body[TRANSLATIONS], where).items():
            a_guid(guid, (*where, guid))
            key = keys.key(guid)
            frame["translations"][key] = _take_values(translation, key, texts, (*where, guid))
    return Document(frame, texts)


def _take_values(translation: Json, key: str, texts: Texts, path: Path) -> Json:
    if translation is None:
        return None
    body = an_object(translation, path)
    frame: dict[str, Json] = {"fields": {k: v for k, v in body.items() if k != VALUES}}
    if VALUES in body:
        values = a_map(body[VALUES], (*path, VALUES))
        frame["guids"] = None if body[VALUES] is None else list(values)
        for guid, text in values.items():
            if text is None:
                texts.setdefault(guid, _NO_TEXT)
            elif type(text) is not str:
                raise refuse((*path, VALUES, guid), "text")
            elif by_culture := texts.get(guid):
                by_culture[key] = text
            else:
                texts[guid] = {key: text}
    return frame


def put_together(
    frame: Mapping[str, Json], texts: Texts, culture_guid: Callable[[str], str]
) -> dict[str, Json]:
    """The document as it was taken apart, with these texts and the cultures' GUIDs of a tenant."""
    document = dict(frame["fields"])
    if "translations" not in frame and not any(texts.values()):
        return document
    frames = frame.get("translations")
    translations = {} if frames is None else {key: _put(frames[key], key, texts) for key in frames}
    for guid, by_culture in texts.items():
        for key, text in by_culture.items():
            translation = translations.get(key)
            if translation is None:
                translation = translations[key] = {VALUES: {}}
            values = translation.get(VALUES)
            translation[VALUES] = {**(values or {}), guid: text}
    if frames is None and not translations:
        document[TRANSLATIONS] = None
    else:
        document[TRANSLATIONS] = {culture_guid(key): value for key, value in translations.items()}
    return document


def content_values(frame: Mapping[str, Json] | None) -> frozenset[str]:
    """GUIDs of the document's texts, those that are null too."""
    translations = ((frame or {}).get("translations") or {}).values()
    return frozenset(
        guid for translation in translations for guid in (translation or {}).get("guids") or ()
    )


def with_content_values(
    frame: Mapping[str, Json], cultures: Iterable[str], guids: Sequence[str]
) -> dict[str, Json]:
    """The frame with these content values in each of the cultures, blank where they are new."""
    translations = dict(frame.get("translations") or {})
    for culture in cultures:
        translation = translations[culture] = dict(translations.get(culture) or {"fields": {}})
        standing = translation.get("guids") or []
        translation["guids"] = [*standing, *(guid for guid in guids if guid not in standing)]
    return {**frame, "translations": translations}


def _put(frame: Json, key: str, texts: Texts) -> Json:
    if frame is None:
        return None
    translation = dict(frame["fields"])
    if "guids" in frame:
        guids = frame["guids"]
        blank = frame.get("blank", {})
        translation[VALUES] = None if guids is None else {guid: blank.get(guid) for guid in guids}
    return translation
