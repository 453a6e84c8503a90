-- What looks across tenants. Each function learns as little as it needs, names only ids to the
-- services, and leaves every write to a transaction with the tenant in scope, but for rows whose
-- time is over.
grant select (tenant_id, id, kind, state, lease_until, wake_at) on sluice.job to sluice_system;
create policy every on sluice.job for select to sluice_system using (true);
grant select (tenant_id, job_id, object_key, created_at) on sluice.upload to sluice_system;
create policy every on sluice.upload for select to sluice_system using (true);
grant select (expires_at), delete on sluice.job_secret to sluice_system;
create policy expired on sluice.job_secret to sluice_system using (expires_at < now());

grant create on schema sluice to sluice_system;
set local role sluice_system;

-- Jobs nobody works on: queued past their wake-up, or claimed by a worker whose lease ran out.
create function sluice.stalled_jobs(most int)
returns table (tenant_id uuid, job_id uuid, kind text)
language sql stable security definer set search_path = ''
as $$
  select j.tenant_id, j.id, j.kind from sluice.job j
  where j.state in ('queued', 'running') and coalesce(j.lease_until, j.wake_at) < now()
  order by coalesce(j.lease_until, j.wake_at) limit most
$$;

-- Incoming bodies that nothing needs any more: their job has ended, or there is none an hour after
-- they were announced. The gateway records the job when the body is stored, which takes a minute.
create function sluice.ended_uploads(most int)
returns table (tenant_id uuid, job_id uuid, object_key text)
language sql stable security definer set search_path = ''
as $$
  select u.tenant_id, u.job_id, u.object_key from sluice.upload u
  left join sluice.job j on j.tenant_id = u.tenant_id and j.id = u.job_id
  where j.state in ('succeeded', 'failed')
     or j.id is null and u.created_at < now() - interval '1 hour'
  limit most
$$;

create function sluice.purge_job_secrets() returns void
language sql volatile security definer set search_path = ''
as $$ delete from sluice.job_secret where expires_at < now() $$;

revoke all on function sluice.stalled_jobs(int), sluice.ended_uploads(int),
  sluice.purge_job_secrets() from public;
grant execute on function sluice.stalled_jobs(int), sluice.ended_uploads(int),
  sluice.purge_job_secrets() to sluice_service;
set local role sluice_owner;
revoke create on schema sluice from sluice_system;
