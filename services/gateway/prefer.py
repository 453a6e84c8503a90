"""The one preference (RFC 7240) that the compatible routes know: not to wait for the job."""

from typing import Annotated, Final, TypeAlias

from fastapi import Depends, Header

RESPOND_ASYNC: Final = "respond-async"


def _respond_async(
    prefer: Annotated[
        list[str] | None,
        Header(description="`respond-async`: answer 202 with the job's address at once."),
    ] = None,
) -> bool:
    """The header may come more than once, with several preferences each, each with parameters."""
    named = ",".join(prefer or ()).split(",")
    return any(one.split(";")[0].strip().lower() == RESPOND_ASYNC for one in named)


RespondAsync: TypeAlias = Annotated[bool, Depends(_respond_async)]
