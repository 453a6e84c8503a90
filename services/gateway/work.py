"""From a request to a job: recorded with its command in one transaction, then waited for or not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from fastapi import Response

from libs.contracts.commands import Command, ExportCommand, ImportCommand
from libs.contracts.jobs import ExportRequest, ImportRequest, JobKind, JobState
from libs.contracts.messages import command_message
from libs.contracts.problems import ErrorCode, Problem
from libs.runtime.clock import new_id
from libs.store import jobs, outbox
from libs.store.jobs import Job, NewJob
from services.gateway import problems
from services.gateway.auth import Acting
from services.gateway.parts import Parts
from services.gateway.prefer import RESPOND_ASYNC

Answer: TypeAlias = Callable[[Job], Awaitable[Response]]
"""Turns a job that has succeeded into an answer."""


@dataclass(frozen=True, slots=True)
class Work:
    """One job that is about to be accepted."""

    job_id: UUID
    request: ExportRequest | ImportRequest

    @property
    def kind(self) -> JobKind:
        return JobKind.EXPORT if isinstance(self.request, ExportRequest) else JobKind.IMPORT

    def command(self, tenant_id: UUID) -> Command:
        command = ExportCommand if self.kind is JobKind.EXPORT else ImportCommand
        return command(job_id=self.job_id, tenant_id=tenant_id)


def job_address(job_id: UUID) -> str:
    return f"/v1/jobs/{job_id}"


async def record(parts: Parts, acting: Acting, work: Work) -> Job:
    """The job and its command: both or none."""
    tenant_id = acting.tenant_id
    request = work.request.model_dump(mode="json")
    async with parts.database.transaction([tenant_id]) as tx:
        await jobs.create(
            tx, NewJob(tenant_id, work.job_id, work.kind, request, acting.caller.key_id)
        )
        command = command_message(work.command(tenant_id), message_id=new_id())
        await outbox.add(tx, [command])
        job = await jobs.get(tx, tenant_id, work.job_id)
    parts.relay.wake()
    return job


def problem_of(job: Job) -> Problem:
    """How the job failed, placed at the job's own address."""
    problem = Problem.model_validate(job.problem)
    return problem.model_copy(update={"instance": job_address(job.id)})


def failed(job: Job) -> Response:
    return problems.answer(problem_of(job))


@dataclass(frozen=True, slots=True)
class Errand:
    """A request that is answered with what its job made, as a synchronous API does.

    The wait holds a future and nothing else: no connection, no transaction, no lock.
    """

    parts: Parts
    acting: Acting
    respond_async: bool

    async def run(
        self, work: Work, shape: Answer, refuse: Callable[[Job], Response] = failed
    ) -> Response:
        if self.respond_async:
            await record(self.parts, self.acting, work)
            headers = {"Location": job_address(work.job_id), "Preference-Applied": RESPOND_ASYNC}
            return Response(status_code=202, headers=headers)
        job = await self._waited_for(work)
        match job.state:
            case JobState.SUCCEEDED:
                return await shape(job)
            case JobState.FAILED:
                return refuse(job)
            case JobState.QUEUED | JobState.RUNNING:
                return _wait_over(job)

    async def _waited_for(self, work: Work) -> Job:
        tenant_id = self.acting.tenant_id
        with self.parts.waiter.watching(tenant_id, work.job_id) as ended:
            await record(self.parts, self.acting, work)
            await asyncio.wait([ended], timeout=self.parts.settings.wait_seconds)
        async with self.parts.database.transaction([tenant_id]) as tx:
            return await jobs.get(tx, tenant_id, work.job_id)


def _wait_over(job: Job) -> Response:
    address = job_address(job.id)
    detail = f"The job is {job.state}. What it makes will be at {address}."
    problem = Problem.of(ErrorCode.JOB_WAIT_OVER, detail, instance=address, job=address)
    return problems.answer(problem, {"Location": address})
