"""What a request says, and what it leaves unsaid."""

from typing import Any

import orjson
from pydantic_core import PydanticSerializationError

from libs.contracts.problems import ErrorCode, ProblemError
from services.gateway.shapes.base import Shape


def said_in(asked: Shape) -> dict[str, Any]:
    """The fields that the request names, in the API's spelling: what it does not name stays as it
    is. Raises request.malformed for half a character (a lone surrogate), which JSON can spell.
    """
    try:
        said: dict[str, Any] = orjson.loads(asked.model_dump_json(exclude_unset=True))
    except PydanticSerializationError:
        detail = "A text in the body is not valid Unicode: it has half of a character."
        raise ProblemError(ErrorCode.REQUEST_MALFORMED, detail) from None
    return said
