"""The gateway's application: every route, and how errors are answered."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from libs.runtime.settings import Settings
from services.gateway import health, pages, problems
from services.gateway.limits import BodyLimit
from services.gateway.native import (
    bindings,
    connectors,
    documents,
    exports,
    jobs,
    plans,
    refreshes,
    tenant_settings,
)
from services.gateway.native import imports as native_imports
from services.gateway.native import keys as native_keys
from services.gateway.observing import Observing
from services.gateway.openapi import describe
from services.gateway.parts import Parts, opened
from services.gateway.platform import (
    dependencies,
    elements,
    environment_variables,
    environments,
    flows,
    imports,
    keys,
    packages,
    releases,
    reverting,
    snapshot_diff,
    snapshots,
    tenants,
    value_references,
)
from services.gateway.platform.spelling import QuerySpelling

ROUTERS = (
    packages.router,
    imports.router,  # after the share routes, whose paths its older import would take as well
    snapshot_diff.router,
    snapshots.router,  # before the drafts, whose `/{id}` would take the names of these
    reverting.router,
    flows.router,
    value_references.router,  # before the values, whose `/{id}` would take its name
    elements.router,
    dependencies.router,
    environments.router,
    environment_variables.router,
    releases.router,
    tenants.router,
    keys.router,
    exports.router,
    plans.router,
    native_imports.router,
    jobs.router,
    refreshes.router,
    connectors.router,
    bindings.router,
    tenant_settings.router,
    native_keys.router,
    documents.router,
    health.router,
    pages.router,
)


def create_app(settings: Settings, when_failed: Callable[[], None] | None = None) -> FastAPI:
    """`when_failed` is called when something that runs beside the requests ends with an error:
    the process is of no use then and should end, to be started again."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            async with opened(settings) as parts:
                app.state.parts = parts
                yield
        except BaseException:
            if when_failed is not None:
                when_failed()
            raise

    app = FastAPI(
        title="Sluice",
        version="1",
        servers=[{"url": settings.public_url}],
        lifespan=lifespan,
        docs_url=None,  # FastAPI's own pages load scripts from a foreign host
        redoc_url=None,
        openapi_url=None,  # served by documents, where making it holds nobody up
        # A script that names no Content-Type means JSON.
        strict_content_type=False,
        # Behind a proxy the gateway does not know the address to redirect to.
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    describe(app)
    app.add_middleware(QuerySpelling)
    app.add_middleware(BodyLimit)
    app.add_middleware(Observing)
    return app


def stop_waiting(app: FastAPI) -> None:
    """Callers that wait for a job are told where it is. May be called in a signal handler."""
    parts: Parts | None = getattr(app.state, "parts", None)  # none while the gateway starts
    if parts is not None:
        parts.waiter.close()
