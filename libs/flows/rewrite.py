"""An element that was joined and changed, taken apart again."""

from libs.flows.apart import Whole, take_part
from libs.flows.documents import Document, content_values
from libs.flows.join import Joined
from libs.flows.model import Part


def rewritten(part: Part, joined: Joined) -> Part:
    """The part of what stands in `joined` now, which is used up. Secrets in it stay blank.

    Raises Fault where the element is no longer built as the platform builds it.
    """
    whole = Whole(part.kind, part.id, joined.element, _document(part, joined))
    return take_part(whole, frozenset(), flow_id=part.flow_id, rules={})[0]


def _document(part: Part, joined: Joined) -> Document | None:
    """With the texts that the element has gained, and those that are null in every culture."""
    frame = joined.frame
    if frame is None:
        if not any(joined.texts.values()):
            return None
        frame = {"fields": {"elementId": str(part.id)}}
    blank: dict[str, dict[str, str]] = {guid: {} for guid in sorted(content_values(frame))}
    return Document(frame, blank | joined.texts)
