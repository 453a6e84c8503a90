"""One element, as the platform writes it, to the part it is and the secrets it brings."""

from dataclasses import dataclass
from uuid import UUID

from libs.flows.digest import element_digest
from libs.flows.documents import Document
from libs.flows.kinds import Kind
from libs.flows.model import Json, Part, Secret
from libs.flows.noise import Rule
from libs.flows.secrets import Extraction
from libs.flows.shape import Path, an_optional_guid, an_optional_text
from libs.flows.split import Splitter, canonical
from libs.flows.typed import check_types


@dataclass(frozen=True, slots=True)
class Whole:
    """An element before it is taken apart. Both body and document are consumed by that."""

    kind: Kind
    id: UUID
    body: dict[str, Json]
    document: Document | None = None
    path: Path = ()
    """Where it stands, for faults."""


def take_part(
    whole: Whole,
    secret_properties: frozenset[str],
    *,
    flow_id: UUID | None,
    rules: dict[str, Rule],
) -> tuple[Part, list[Secret]]:
    """`rules` is shared by the elements of one sender (split.py).

    Raises Fault where a field that Sluice must understand has another type.
    """
    kind, id_, body, path = whole.kind, whole.id, whole.body, whole.path
    check_types(kind, body, path)
    version = body["compositeId"].get("versionId")
    name = an_optional_text(body.get("developerName"), (*path, "developerName"))
    extraction = Extraction(kind, whole.document, secret_properties)
    extraction.run(body)
    texts = {} if whole.document is None else whole.document.texts
    content, stamp = Splitter(kind, texts, rules, path).run(body)
    if whole.document is not None:
        stamp["document"] = whole.document.frame
    if extraction.blanks:
        stamp["blanks"] = extraction.blanks
    encoded = canonical(content)
    part = Part(
        kind=kind,
        id=id_,
        name=name or "",
        content=encoded,
        stamp=canonical(stamp),
        digest=element_digest(encoded),
        flow_id=flow_id,
        version_id=an_optional_guid(version, (*path, "compositeId", "versionId")),
        modified=an_optional_text(body.get("dateModified"), (*path, "dateModified")),
    )
    return part, [Secret(kind, id_, slot, value) for slot, value in extraction.found.items()]
