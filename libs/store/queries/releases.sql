-- name: insert
insert into sluice.release (tenant_id, id, name, environment_id) values ($1, $2, $3, $4)

-- name: put_flow
insert into sluice.release_flow as f (tenant_id, release_id, flow_id, version_id, created_by, updated_by)
values ($1, $2, $3, $4, $5, $5)
on conflict (tenant_id, release_id, flow_id) do update
set version_id = excluded.version_id, updated_at = now(), updated_by = excluded.updated_by

-- name: deploy
-- Every flow of the release, or one of them.
with deployed as (
  insert into sluice.deployment (tenant_id, environment_id, release_id, flow_id, version_id)
  select tenant_id, $3, release_id, flow_id, version_id from sluice.release_flow
  where tenant_id = $1 and release_id = $2 and ($4::uuid is null or flow_id = $4)
), touched as (
  update sluice.environment set last_deployed = now() where tenant_id = $1 and id = $3
)
update sluice.release set environment_id = $3, last_deployed = now()
where tenant_id = $1 and id = $2

-- name: roll_back
update sluice.deployment set rolled_back_at = now()
where tenant_id = $1 and release_id = $2 and environment_id = $3 and rolled_back_at is null
returning flow_id

-- name: return_to_furthest
-- Where the release still stands; the first environment where it stands nowhere.
update sluice.release r set environment_id = coalesce(
  (select e.id from sluice.environment e
   where e.tenant_id = $1 and exists (
     select from sluice.deployment d
     where d.tenant_id = $1 and d.release_id = $2 and d.environment_id = e.id
       and d.rolled_back_at is null)
   order by e.position desc limit 1),
  (select e.id from sluice.environment e where e.tenant_id = $1 order by e.position limit 1))
where r.tenant_id = $1 and r.id = $2

-- name: list
-- $2: one release, $3: environment, $4: environment types, $5: deployed or made since, $6: part of
-- the name. Null leaves each open.
select r.tenant_id, r.id, r.name, r.summary, r.environment_id, r.created_at, r.last_deployed,
       exists (select from sluice.deployment d
               where d.tenant_id = r.tenant_id and d.release_id = r.id
                 and d.environment_id = r.environment_id and d.rolled_back_at is null)
         as can_roll_back
from sluice.release r
join sluice.environment e on e.tenant_id = r.tenant_id and e.id = r.environment_id
where r.tenant_id = $1 and ($2::uuid is null or r.id = $2)
  and ($3::uuid is null or r.environment_id = $3)
  and ($4::text[] is null or e.type = any ($4))
  and ($5::timestamptz is null or coalesce(r.last_deployed, r.created_at) >= $5)
  and ($6::text is null or position(lower($6) in lower(r.name)) > 0)
order by r.created_at desc, r.id

-- name: flows
select f.tenant_id, f.release_id, f.flow_id, f.version_id, s.name, s.comment as summary,
       f.created_at, f.created_by, f.updated_at, f.updated_by
from sluice.release_flow f
join sluice.snapshot s using (tenant_id, flow_id, version_id)
where f.tenant_id = $1 and f.release_id = any ($2::uuid[])
order by lower(s.name), f.flow_id

-- name: released
-- Where each snapshot of a flow stands: its newest standing deployment per release and environment.
select distinct on (e.position, d.release_id, d.version_id)
       d.version_id, s.comment, s.created_at, s.created_by, d.deployed_at,
       d.release_id, r.name as release_name, d.environment_id, e.name as environment_name
from sluice.deployment d
join sluice.snapshot s using (tenant_id, flow_id, version_id)
join sluice.release r on r.tenant_id = d.tenant_id and r.id = d.release_id
join sluice.environment e on e.tenant_id = d.tenant_id and e.id = d.environment_id
where d.tenant_id = $1 and d.flow_id = $2 and d.rolled_back_at is null
order by e.position, d.release_id, d.version_id, d.ordinal desc
