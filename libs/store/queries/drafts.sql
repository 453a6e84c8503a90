-- name: target_state
with wanted as (
  select kind, element_id from unnest($2::text[], $3::uuid[]) as k (kind, element_id)
)
select kind, element_id as id, digest, imported, name, flow_id, modified, version_id
from wanted join sluice.draft_element d using (kind, element_id)
where tenant_id = $1
union
select kind, element_id, digest, imported, name, flow_id, modified, version_id
from sluice.draft_element
where tenant_id = $1
  and flow_id = any (array(select element_id from wanted where kind = 'flow'))
order by kind, id

-- name: apply
-- One statement for any number of elements. Rows that are equal already are not written: an
-- import that changes nothing leaves no trace here.
with removed as (
  delete from sluice.draft_element d
  using unnest($4::text[], $5::uuid[]) as r (kind, element_id)
  where d.tenant_id = $1 and d.kind = r.kind and d.element_id = r.element_id
  returning d.kind, d.element_id
), forgotten as (
  delete from sluice.secret s using removed r
  where s.tenant_id = $1 and s.version_id = $6 and s.kind = r.kind and s.element_id = r.element_id
), written as (
  insert into sluice.draft_element as d (tenant_id, kind, element_id, flow_id, name, base, overlay,
                                         digest, stamp, version_id, modified, imported)
  select $1, e.kind, e.element_id, e.flow_id, e.name, e.base, e.overlay, e.digest, e.stamp,
         e.version_id, e.modified, e.digest
  from unnest($7::text[], $8::uuid[], $9::uuid[], $10::text[], $11::bytea[], $12::jsonb[],
              $13::bytea[], $14::bytea[], $15::uuid[], $16::text[])
    as e (kind, element_id, flow_id, name, base, overlay, digest, stamp, version_id, modified)
  on conflict (tenant_id, kind, element_id) do update
  set flow_id = excluded.flow_id, name = excluded.name, base = excluded.base,
      overlay = excluded.overlay, digest = excluded.digest, stamp = excluded.stamp,
      version_id = excluded.version_id, modified = excluded.modified, imported = excluded.imported
)
-- A sub-flow that came along keeps the remainder of its own import, where it had one.
insert into sluice.draft_flow as f (tenant_id, flow_id, manifest)
select $1, flow_id, $3 from unnest($17::uuid[]) as flow_id
on conflict (tenant_id, flow_id) do update set manifest = excluded.manifest
where f.flow_id = $2 and f.manifest <> excluded.manifest

-- name: parts
select kind, element_id, flow_id, name, overlay, digest, version_id, modified, content, stamp
from sluice.draft_part where tenant_id = $1 and (flow_id = $2 or flow_id is null)
order by kind, element_id

-- name: remainder
select cultures, rest from sluice.draft_remainder where tenant_id = $1 and flow_id = $2

-- name: flows
select kind, element_id, flow_id, name, overlay, digest, version_id, modified, content, stamp
from sluice.draft_part
where tenant_id = $1 and kind = 'flow' and ($2::uuid is null or element_id = $2)
  and ($3::text is null or position(lower($3) in lower(name)) > 0)
order by lower(name), element_id
