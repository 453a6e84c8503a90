-- name: bodies
-- All in one statement, however many elements. Bodies and stamps go in by digest, so that two
-- transactions that stage the same content wait for each other in one order.
-- `on conflict` names no columns: a named one would have to pass a select policy.
with bodies as (
  insert into sluice.body (digest, content)
  select distinct on (digest) digest, content
  from unnest($1::bytea[], $2::bytea[]) as p (digest, content) order by digest
  on conflict do nothing
), stamps as (
  insert into sluice.stamp (digest, content)
  select distinct on (digest) digest, content
  from unnest($3::bytea[], $4::bytea[]) as p (digest, content) order by digest
  on conflict do nothing
)
insert into sluice.body_reference (digest, ordinal, how, target_kind, target_id, name)
select * from unnest($5::bytea[], $6::int[], $7::text[], $8::text[], $9::uuid[], $10::text[])
  as r (digest, ordinal, how, target_kind, target_id, name)
order by digest, ordinal
on conflict do nothing

-- name: manifest
with manifests as (
  insert into sluice.manifest (digest, package_digest, flow_id, cultures, rest)
  values ($1, $2, $3, $4, $5)
  on conflict do nothing
)
insert into sluice.manifest_element
  (manifest, ordinal, kind, element_id, flow_id, name, body, stamp, version_id, modified)
select $1, p.ordinality - 1, p.kind, p.element_id, p.flow_id, p.name, p.body, p.stamp,
       p.version_id, p.modified
from unnest($6::bytea[], $7::bytea[], $8::text[], $9::uuid[], $10::uuid[], $11::text[],
            $12::uuid[], $13::text[]) with ordinality
  as p (body, stamp, kind, element_id, flow_id, name, version_id, modified)
order by p.ordinality
on conflict do nothing

-- name: hold
insert into sluice.staging (tenant_id, job_id, manifest) values ($1, $2, $3)
on conflict (tenant_id, job_id) do update set manifest = excluded.manifest

-- name: drop
delete from sluice.staging where tenant_id = $1 and job_id = $2
