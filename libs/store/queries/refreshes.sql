-- name: request
-- One open refresh per connector and version: a further import renews it, and it keeps its id.
insert into sluice.connector_refresh as c (tenant_id, id, connector_id, flow_id, version_id, name,
                                           uri, reason, job_id)
select $1, r.id, r.connector_id, r.flow_id, r.version_id, r.name, r.uri, r.reason, r.job_id
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
            $9::uuid[]) as r (id, connector_id, flow_id, version_id, name, uri, reason, job_id)
on conflict (tenant_id, connector_id, version_id) where done_at is null do update
set flow_id = excluded.flow_id, name = excluded.name, uri = excluded.uri, job_id = excluded.job_id,
    requested_at = excluded.requested_at, announced_at = null
returning id, connector_id, flow_id, version_id, name, uri, reason, job_id, requested_at,
          announced_at, done_at, done_by

-- name: list_open
select id, connector_id, flow_id, version_id, name, uri, reason, job_id, requested_at,
       announced_at, done_at, done_by
from sluice.connector_refresh where tenant_id = $1 and done_at is null
order by requested_at, id limit $2 offset $3

-- name: announce
update sluice.connector_refresh set announced_at = now()
where tenant_id = $1 and id = $2 and job_id = $3 and announced_at is null returning id

-- name: done
update sluice.connector_refresh
set done_at = coalesce(done_at, now()), done_by = coalesce(done_by, $3)
where tenant_id = $1 and id = $2
returning id, connector_id, flow_id, version_id, name, uri, reason, job_id, requested_at,
          announced_at, done_at, done_by

-- name: done_of
update sluice.connector_refresh set done_at = now(), done_by = $4
where tenant_id = $1 and connector_id = $2 and version_id = $3 and done_at is null
