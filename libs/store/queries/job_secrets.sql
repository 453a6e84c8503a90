-- name: put
insert into sluice.job_secret (tenant_id, job_id, sealed, expires_at) values ($1, $2, $3, now() + $4)
on conflict (tenant_id, job_id) do update
set sealed = excluded.sealed, expires_at = excluded.expires_at

-- name: get
select s.sealed from sluice.job_secret s
join sluice.job j on j.tenant_id = s.tenant_id and j.id = s.job_id
where s.tenant_id = $1 and s.job_id = $2 and j.requested_by = $3 and s.expires_at > now()
