-- name: stage
-- All in one statement, however many elements. Bodies and stamps go in by digest, so that two
-- transactions that stage the same content wait for each other in one order.
-- `on conflict` names no columns: a named one would have to pass a select policy.
with bodies as (
  insert into sluice.body (digest, content)
  select distinct on (digest) digest, content
  from unnest($7::bytea[], $8::bytea[]) as p (digest, content) order by digest
  on conflict do nothing
), stamps as (
  insert into sluice.stamp (digest, content)
  select distinct on (digest) digest, content
  from unnest($9::bytea[], $10::bytea[]) as p (digest, content) order by digest
  on conflict do nothing
), manifests as (
  insert into sluice.manifest (digest, package_digest, flow_id, cultures, rest)
  values ($3, $4, $11, $5, $6)
  on conflict do nothing
), elements as (
  insert into sluice.manifest_element
    (manifest, ordinal, kind, element_id, flow_id, name, body, stamp, version_id, modified)
  select $3, p.ordinality - 1, p.kind, p.element_id, p.flow_id, p.name, p.body, p.stamp,
         p.version_id, p.modified
  from unnest($7::bytea[], $9::bytea[], $12::text[], $13::uuid[], $14::uuid[], $15::text[],
              $16::uuid[], $17::text[]) with ordinality
    as p (body, stamp, kind, element_id, flow_id, name, version_id, modified)
  order by p.ordinality
  on conflict do nothing
)
insert into sluice.staging (tenant_id, job_id, manifest) values ($1, $2, $3)
on conflict (tenant_id, job_id) do update set manifest = excluded.manifest

-- name: drop
delete from sluice.staging where tenant_id = $1 and job_id = $2
