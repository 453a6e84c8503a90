"""API keys that may do less than their maker's, or for a time only."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from libs.contracts.scopes import Scope
from services.gateway.auth import KeyWriter
from services.gateway.minting import mint, usable_name
from services.gateway.native.base import Camel
from services.gateway.parts import WithParts

router = APIRouter(prefix="/v1/keys", tags=["Keys"])


class KeyAsked(Camel):
    name: str
    scopes: Annotated[frozenset[Scope], Field(min_length=1)]
    """None that the caller's own key does not have."""
    expires_at: AwareDatetime | None = None


class KeyMade(KeyAsked):
    api_key: Annotated[str, Field(repr=False)]
    """Shown this once; send it in `x-boomi-flow-api-key`."""


@router.post("", status_code=201)
async def create_key(
    parts: WithParts, acting: KeyWriter, asked: KeyAsked, response: Response
) -> KeyMade:
    """Make an API key with these scopes. It is listed and revoked with the platform's routes."""
    name = usable_name(asked.name, "name")
    made, key = await mint(parts, acting, name, asked.scopes, asked.expires_at)
    response.headers["Cache-Control"] = "no-store"
    return KeyMade(
        name=made.name, scopes=asked.scopes, expires_at=asked.expires_at, api_key=key.reveal()
    )
