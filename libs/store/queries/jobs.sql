-- name: insert
insert into sluice.job (tenant_id, id, kind, request, requested_by, wake_at)
values ($1, $2, $3, $4, $5, now() + $6)

-- name: get
select tenant_id, id, kind, state, request, progress, result, problem, requested_by, attempt,
       created_at, started_at, finished_at
from sluice.job where tenant_id = $1 and id = $2

-- name: recent
select tenant_id, id, kind, state, request, progress, result, problem, requested_by, attempt,
       created_at, started_at, finished_at
from sluice.job where tenant_id = $1 order by created_at desc, id limit $2

-- name: claim
update sluice.job
set state = 'running', attempt = attempt + 1, lease_until = now() + $3,
    started_at = coalesce(started_at, now())
where tenant_id = $1 and id = $2 and attempt < $4
  and (state = 'queued' or (state = 'running' and lease_until < now()))
returning tenant_id, id as job_id, kind, attempt, request, requested_by

-- name: renew
update sluice.job set lease_until = now() + $4
where tenant_id = $1 and id = $2 and state = 'running' and attempt = $3
returning id

-- name: progress
update sluice.job set progress = $4
where tenant_id = $1 and id = $2 and state = 'running' and attempt = $3
returning id

-- name: end
with done as (
  update sluice.job
  set state = $4, result = $5, problem = $6, lease_until = null, finished_at = now(),
      progress = case when $4 = 'succeeded' and progress ? 'total'
                      then progress || jsonb_build_object('done', progress -> 'total')
                      else progress end
  where tenant_id = $1 and id = $2 and state = 'running' and attempt = $3
  returning tenant_id, id
), unstaged as (
  delete from sluice.staging g using done where g.tenant_id = done.tenant_id and g.job_id = done.id
), forgotten as (
  delete from sluice.job_input i using done where i.tenant_id = done.tenant_id and i.job_id = done.id
)
select id, pg_notify('sluice_job', id::text) from done

-- name: release
update sluice.job set state = 'queued', lease_until = null, wake_at = $4
where tenant_id = $1 and id = $2 and state = 'running' and attempt = $3
returning id

-- name: finished
select id from sluice.job where id = any ($1::uuid[]) and state in ('succeeded', 'failed')
