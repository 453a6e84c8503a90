-- name: stalled
select tenant_id, job_id, kind from sluice.stalled_jobs($1)

-- name: requeue
-- Only where it still stands still: two reapers may look at the same time. A job is sent again
-- after as long as it has existed, so a long queue is not filled with copies of one command.
update sluice.job
set state = 'queued', lease_until = null,
    wake_at = now() + least(greatest(now() - created_at, $4), $5)
where tenant_id = $1 and id = $2 and attempt < $3
  and state in ('queued', 'running') and coalesce(lease_until, wake_at) < now()
returning id

-- name: give_up
with done as (
  update sluice.job
  set state = 'failed', problem = $4, lease_until = null, finished_at = now()
  where tenant_id = $1 and id = $2 and attempt >= $3
    and state in ('queued', 'running') and coalesce(lease_until, wake_at) < now()
  returning tenant_id, id
), unstaged as (
  delete from sluice.staging g using done where g.tenant_id = done.tenant_id and g.job_id = done.id
), forgotten as (
  delete from sluice.job_input i using done where i.tenant_id = done.tenant_id and i.job_id = done.id
)
select id, pg_notify('sluice_job', id::text) from done

-- name: purge_job_secrets
select sluice.purge_job_secrets()
