"""Every metric, declared once. docs/reference/metrics.md is made from this registry."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY: Final = CollectorRegistry()

JOBS_FINISHED: Final = Counter(
    "sluice_jobs_finished",
    "Jobs that ended, by kind (export, import) and outcome (succeeded, failed, retried).",
    ["kind", "outcome"],
    registry=REGISTRY,
)
JOB_SECONDS: Final = Histogram(
    "sluice_job_seconds",
    "Seconds from a worker's claim of a job to its end, by kind.",
    ["kind"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
    registry=REGISTRY,
)
IMPORTED_ELEMENTS: Final = Counter(
    "sluice_imported_elements",
    "Elements of applied packages, by verdict (created, updated, identical, removed).",
    ["verdict"],
    registry=REGISTRY,
)
MESSAGES_HANDLED: Final = Counter(
    "sluice_messages_handled",
    "Messages taken from a queue, by queue and outcome (done, retried, dead).",
    ["queue", "outcome"],
    registry=REGISTRY,
)
OUTBOX_PUBLISHED: Final = Counter(
    "sluice_outbox_published",
    "Messages that RabbitMQ confirmed, by exchange.",
    ["exchange"],
    registry=REGISTRY,
)
OUTBOX_FAILED: Final = Counter(
    "sluice_outbox_failed",
    "Messages that RabbitMQ refused or that no queue took, by exchange; they are tried again.",
    ["exchange"],
    registry=REGISTRY,
)
HTTP_REQUESTS: Final = Counter(
    "sluice_http_requests",
    "Requests that the gateway answered, by method, route (its template) and status.",
    ["method", "route", "status"],
    registry=REGISTRY,
)
HTTP_SECONDS: Final = Histogram(
    "sluice_http_seconds",
    "Seconds until the gateway had answered, by method and route (its template).",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
    registry=REGISTRY,
)
