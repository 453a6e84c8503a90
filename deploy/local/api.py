"""What the round trip says to Sluice: one tenant's calls over the public HTTP API."""

import time
from types import TracebackType
from typing import Any, Self

import httpx

from deploy.local.trouble import Trouble

JOB_WITHIN_S = 60


class Tenant:
    """Calls in the name of one tenant; `name` is a sub-tenant's, None the key's own."""

    def __init__(self, url: str, key: str, tenant_id: str | None = None) -> None:
        headers = {"x-boomi-flow-api-key": key}
        if tenant_id:
            headers["manywhotenant"] = tenant_id
        self._http = httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(self, path: str) -> Any:
        return _body(self._http.get(path))

    def post(self, path: str, **what: Any) -> Any:
        """`what` is httpx's: `json=`, `content=`, `params=`."""
        return _body(self._http.post(path, **what))

    def put(self, path: str, **what: Any) -> Any:
        return _body(self._http.put(path, **what))

    def finished(self, job: dict[str, Any]) -> dict[str, Any]:
        """The job once it has ended well; Trouble with its problem when it has not."""
        deadline = time.monotonic() + JOB_WITHIN_S
        while job["state"] in ("queued", "running"):
            if time.monotonic() > deadline:
                raise Trouble(
                    f"The {job['kind']} {job['id']} is still {job['state']} "
                    f"after {JOB_WITHIN_S} s.",
                    "See .sluice/log for the worker of that name.",
                )
            time.sleep(0.05)
            job = self.get(job["links"]["self"])
        if job["state"] != "succeeded":
            problem = job["problem"] or {}
            raise Trouble(
                f"The {job['kind']} failed: {problem.get('title')}. {problem.get('detail')}",
                str(problem.get("advice") or problem.get("type")),
            )
        return job


def _body(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    request = f"{answer.request.method} {answer.request.url.path}"
    raise Trouble(
        f"{request} was answered {answer.status_code}: "
        f"{problem.get('title', answer.text[:200])}. {problem.get('detail', '')}",
        str(problem.get("advice") or "See .sluice/log/gateway.log"),
    )
