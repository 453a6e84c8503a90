"""Whether the gateway can do its work, and what it has counted."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import structlog
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from libs.contracts.problems import ErrorCode, ProblemError
from libs.runtime.metrics import REGISTRY
from services.gateway.parts import Parts, WithParts

router = APIRouter(tags=["Service"])
log = structlog.get_logger()
PATIENCE = timedelta(seconds=3)


class Health(BaseModel):
    status: str = "ready"


async def _broker(parts: Parts) -> None:
    if not await parts.brokers.ping(PATIENCE):
        raise ConnectionError("RabbitMQ does not answer")


async def _answers(name: str, asked: Awaitable[None]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await asked
    except Exception as error:  # whatever a part raises, it is not ready
        log.warning("a part does not answer", part=name, error=type(error).__name__)
        return False
    return True


@router.get("/health")
async def health(parts: WithParts) -> Health:
    """Ready only when the database, the broker and the object store answer."""
    asked = {
        "PostgreSQL": parts.database.ping(),
        "RabbitMQ": _broker(parts),
        "object store": parts.objects.ping(),
    }
    answers = await asyncio.gather(*(_answers(name, one) for name, one in asked.items()))
    silent = [name for name, answered in zip(asked, answers, strict=True) if not answered]
    if silent:
        raise ProblemError(
            ErrorCode.SERVICE_UNAVAILABLE, f"No answer from: {', '.join(silent)}.", silent=silent
        )
    return Health()


@router.get("/metrics", response_class=Response, include_in_schema=False)
async def metrics() -> Response:
    """Prometheus metrics of this process."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
