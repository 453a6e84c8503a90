-- name: insert_standard
insert into sluice.environment (tenant_id, id, position, name, type, is_default)
select $1, e.id, e.position, e.type, e.type, e.position = 1
from unnest($2::uuid[], $3::text[]) with ordinality as e (id, type, position)

-- name: of_tenant
select tenant_id, id, name, type, lead(id) over (order by position) as next_id, description,
       is_default, last_deployed
from sluice.environment where tenant_id = $1 order by position

-- name: flows
-- The newest standing deployment of each flow, with what its release says of the flow.
select f.tenant_id, f.release_id, f.flow_id, d.version_id, s.name, s.comment as summary,
       f.created_at, f.created_by, f.updated_at, f.updated_by
from (
  select distinct on (flow_id) tenant_id, release_id, flow_id, version_id
  from sluice.deployment
  where tenant_id = $1 and environment_id = $2 and rolled_back_at is null
  order by flow_id, ordinal desc
) d
join sluice.release_flow f using (tenant_id, release_id, flow_id)
join sluice.snapshot s
  on s.tenant_id = d.tenant_id and s.flow_id = d.flow_id and s.version_id = d.version_id
where $3::text is null or position(lower($3) in lower(s.name)) > 0
order by lower(s.name), d.flow_id

-- name: deployed_version
select version_id from sluice.deployment
where tenant_id = $1 and environment_id = $2 and flow_id = $3 and rolled_back_at is null
order by ordinal desc limit 1

