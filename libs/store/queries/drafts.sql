-- name: target_state
-- $2 and $3: kinds and ids, of which those that belong together are picked afterwards: a join with
-- thousands of keys may become a nested loop. $4: flows, for what they own.
select kind, element_id as id, digest, imported, name, flow_id, modified, version_id, base
from sluice.draft_element
where tenant_id = $1
  and (kind = any ($2::text[]) and element_id = any ($3::uuid[]) or flow_id = any ($4::uuid[]))
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
), brought as (
  select * from unnest($8::text[], $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::bytea[],
                       $14::jsonb[], $15::bytea[], $16::bytea[], $17::uuid[], $18::text[])
    as e (kind, element_id, flow_id, name, endpoint, base, overlay, digest, stamp, version_id,
          modified)
), history as (
  insert into sluice.element_history (tenant_id, kind, element_id, digest)
  select $1, kind, element_id, base from brought
  on conflict (tenant_id, kind, element_id, digest) do nothing
), written as (
  insert into sluice.draft_element (tenant_id, kind, element_id, flow_id, name, endpoint, base,
                                    overlay, digest, stamp, version_id, modified, imported,
                                    revision)
  select $1, kind, element_id, flow_id, name, endpoint, base, overlay, digest, stamp, version_id,
         modified, digest, $7
  from brought
  on conflict (tenant_id, kind, element_id) do update
  set flow_id = excluded.flow_id, name = excluded.name, endpoint = excluded.endpoint,
      base = excluded.base, overlay = excluded.overlay, digest = excluded.digest,
      stamp = excluded.stamp, version_id = excluded.version_id, modified = excluded.modified,
      imported = excluded.imported, revision = excluded.revision
)
-- A sub-flow that came along keeps the remainder of its own import, where it had one. So does a flow
-- whose import brings the same one: of its cultures the keys alone count, the tenant describes them.
insert into sluice.draft_flow as f (tenant_id, flow_id, manifest)
select $1, flow_id, $3 from unnest($19::uuid[]) as flow_id
on conflict (tenant_id, flow_id) do update set manifest = excluded.manifest
where f.flow_id = $2 and f.manifest <> excluded.manifest and not exists (
  select from sluice.draft_remainder r
  where r.tenant_id = $1 and r.flow_id = $2 and r.rest = $21
    and jsonb_path_query_array(r.cultures, '$[*].key') = to_jsonb($20::text[])
)

-- name: write
-- As they are saved in the tenant: what was imported last stays known.
with saved as (
  select * from unnest($3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::bytea[],
                       $9::bytea[], $10::uuid[], $11::text[])
    as e (kind, element_id, flow_id, name, endpoint, base, stamp, version_id, modified)
), history as (
  insert into sluice.element_history (tenant_id, kind, element_id, digest)
  select $1, kind, element_id, base from saved
  on conflict (tenant_id, kind, element_id, digest) do nothing
)
insert into sluice.draft_element (tenant_id, kind, element_id, flow_id, name, endpoint, base,
                                  digest, stamp, version_id, modified, revision)
select $1, kind, element_id, flow_id, name, endpoint, base, base, stamp, version_id, modified, $2
from saved
on conflict (tenant_id, kind, element_id) do update
set flow_id = excluded.flow_id, name = excluded.name, endpoint = excluded.endpoint,
    base = excluded.base, overlay = null, digest = excluded.digest, stamp = excluded.stamp,
    version_id = excluded.version_id, modified = excluded.modified, revision = excluded.revision

-- name: create_flow
insert into sluice.draft_flow (tenant_id, flow_id, manifest) values ($1, $2, $3)

-- name: delete
-- A flow goes with all that it owns.
with wanted as (
  select kind, element_id from unnest($2::text[], $3::uuid[]) as k (kind, element_id)
), flows as (
  delete from sluice.draft_flow f using wanted w
  where f.tenant_id = $1 and w.kind = 'flow' and f.flow_id = w.element_id
), removed as (
  delete from sluice.draft_element d
  where d.tenant_id = $1
    and ((d.kind, d.element_id) in (select kind, element_id from wanted)
         or d.flow_id = any (array(select element_id from wanted where kind = 'flow')))
  returning d.kind, d.element_id
)
delete from sluice.secret s using removed r
where s.tenant_id = $1 and s.version_id = $4 and s.kind = r.kind and s.element_id = r.element_id

-- name: parts
select kind, element_id, flow_id, name, overlay, digest, version_id, modified, content, stamp
from sluice.draft_part where tenant_id = $1 and (flow_id = $2 or flow_id is null)
order by kind, element_id

-- name: parts_by_key
-- By kinds and ids, as in target_state.
select kind, element_id, flow_id, name, overlay, digest, version_id, modified, content, stamp
from sluice.draft_part
where tenant_id = $1 and kind = any ($2::text[]) and element_id = any ($3::uuid[])

-- name: of_kinds
select kind, element_id, flow_id, name, overlay, digest, version_id, modified, content, stamp
from sluice.draft_part
where tenant_id = $1 and kind = any ($2::text[])
  and ($3::text is null or position(lower($3) in lower(name)) > 0)
order by lower(name), kind, element_id

-- name: remainder
select cultures, rest from sluice.draft_remainder where tenant_id = $1 and flow_id = $2

-- name: flows
select kind, element_id, flow_id, name, overlay, digest, version_id, modified, content, stamp
from sluice.draft_part
where tenant_id = $1 and kind = 'flow' and ($2::uuid is null or element_id = $2)
  and ($3::text is null or position(lower($3) in lower(name)) > 0)
order by lower(name), element_id
