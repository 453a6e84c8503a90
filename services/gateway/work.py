"""From a request to a job: recorded with its command in one transaction, then waited for or not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from fastapi import Response

from libs.contracts.bindings import JobInput
from libs.contracts.commands import Command, ExportCommand, ImportCommand
from libs.contracts.jobs import ExportRequest, ImportRequest, JobKind, JobState
from libs.contracts.messages import command_message
from libs.contracts.problems import ErrorCode, Problem, ProblemError
from libs.runtime.clock import new_id
from libs.runtime.job_inputs import seal_input
from libs.store import job_inputs, jobs, outbox
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
    given: JobInput | None = None
    """What the job needs and its row may not hold."""
    only_planned: bool = False
    """An import that only says what it would do."""

    @property
    def kind(self) -> JobKind:
        if isinstance(self.request, ExportRequest):
            return JobKind.EXPORT
        return JobKind.PLAN if self.only_planned else JobKind.IMPORT

    def command(self, tenant_id: UUID) -> Command:
        command = ExportCommand if self.kind is JobKind.EXPORT else ImportCommand
        return command(job_id=self.job_id, tenant_id=tenant_id)


def job_address(job_id: UUID) -> str:
    return f"/v1/jobs/{job_id}"


async def record(parts: Parts, acting: Acting, work: Work) -> Job:
    """The job, its input and its command: all or none."""
    tenant_id = acting.tenant_id
    request = work.request.model_dump(mode="json")
    async with parts.database.transaction([tenant_id]) as tx:
        await jobs.create(
            tx, NewJob(tenant_id, work.job_id, work.kind, request, acting.caller.key_id)
        )
        if work.given is not None:
            sealed = seal_input(parts.sealer, tenant_id, work.job_id, work.given)
            await job_inputs.put(tx, tenant_id, work.job_id, sealed)
        command = command_message(work.command(tenant_id), message_id=new_id())
        await outbox.add(tx, [command])
        job = await jobs.get(tx, tenant_id, work.job_id)
    parts.relay.wake()
    return job


async def find(parts: Parts, tenant_id: UUID, job_id: UUID, kind: JobKind) -> Job:
    """A job of this kind. Raises job.not-found, also for one of another kind."""
    async with parts.database.transaction([tenant_id]) as tx:
        job = await jobs.get(tx, tenant_id, job_id)
    if job.kind is not kind:
        raise ProblemError(
            ErrorCode.JOB_NOT_FOUND, f"The job {job_id} is no {kind}, but {job.kind}."
        )
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
        return await self._answer(job, shape, refuse)

    async def resume(self, job_id: UUID, kind: JobKind, shape: Answer) -> Response:
        """Waits for a job that was recorded before. Raises job.not-found, also for another kind."""
        tenant_id = self.acting.tenant_id
        with self.parts.waiter.watching(tenant_id, job_id) as ended:
            job = await find(self.parts, tenant_id, job_id, kind)
            if job.state in (JobState.QUEUED, JobState.RUNNING):
                job = await self._ended(ended, job_id)
        return await self._answer(job, shape, failed)

    async def _waited_for(self, work: Work) -> Job:
        with self.parts.waiter.watching(self.acting.tenant_id, work.job_id) as ended:
            await record(self.parts, self.acting, work)
            return await self._ended(ended, work.job_id)

    async def _ended(self, ended: asyncio.Future[None], job_id: UUID) -> Job:
        """The job as it is when it has ended, or when the wait is over."""
        await asyncio.wait([ended], timeout=self.parts.settings.wait_seconds)
        async with self.parts.database.transaction([self.acting.tenant_id]) as tx:
            return await jobs.get(tx, self.acting.tenant_id, job_id)

    async def _answer(self, job: Job, shape: Answer, refuse: Callable[[Job], Response]) -> Response:
        match job.state:
            case JobState.SUCCEEDED:
                return await shape(job)
            case JobState.FAILED:
                return refuse(job)
            case JobState.QUEUED | JobState.RUNNING:
                return _wait_over(job)


def _wait_over(job: Job) -> Response:
    address = job_address(job.id)
    detail = f"The job is {job.state}. What it makes will be at {address}."
    problem = Problem.of(ErrorCode.JOB_WAIT_OVER, detail, instance=address, job=address)
    return problems.answer(problem, {"Location": address})
