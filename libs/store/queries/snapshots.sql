-- name: of_source
-- What already stands for a package's version: the version itself, or where it was taken, the
-- fresh ones that record it as their source.
select version_id, source_version_id, digest from sluice.snapshot
where tenant_id = $1 and flow_id = $2 and (version_id = $3 or source_version_id = $3)
order by ordinal

-- name: latest_version
select version_id from sluice.snapshot where tenant_id = $1 and flow_id = $2
order by ordinal desc limit 1

-- name: insert
insert into sluice.snapshot (tenant_id, flow_id, version_id, manifest, overlays, digest, name,
                             comment, created_by, source_version_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: clear_default
update sluice.snapshot set is_default = false
where tenant_id = $1 and flow_id = $2 and version_id <> $3 and is_default

-- name: set_flags
update sluice.snapshot set is_active = $4, is_default = $5
where tenant_id = $1 and flow_id = $2 and version_id = $3

-- name: raise_flags
update sluice.snapshot set is_active = is_active or $4, is_default = is_default or $5
where tenant_id = $1 and flow_id = $2 and version_id = $3

-- name: deactivate
with stopped as (
  update sluice.snapshot set is_active = false, is_default = false
  where tenant_id = $1 and flow_id = $2 and (is_active or is_default)
)
select exists (select from sluice.snapshot where tenant_id = $1 and flow_id = $2)

-- name: of_flow
-- Newest first; $3: one version, $4: part of the name, $5 and $6: the page. Null leaves each open.
select * from sluice.snapshot_flow
where tenant_id = $1 and flow_id = $2 and ($3::uuid is null or snapshot_version_id = $3)
  and ($4::text is null or position(lower($4) in lower(snapshot_name)) > 0)
order by ordinal desc limit $5 offset $6

-- name: count
select count(*) from sluice.snapshot
where tenant_id = $1 and flow_id = $2 and ($3::text is null or position(lower($3) in lower(name)) > 0)

-- name: default
select * from sluice.snapshot_flow where tenant_id = $1 and flow_id = $2 and is_default

-- name: snapshotted
-- One per flow: the default, else the latest that is active, else the latest.
select * from (
  select distinct on (flow_id) * from sluice.snapshot_flow
  where tenant_id = $1 and ($2::uuid is null or flow_id = $2)
  order by flow_id, is_default desc, is_active desc, ordinal desc
) a
where ($3::text is null or lower(snapshot_name) = lower($3))
  and ($4::text is null or position(lower($4) in lower(snapshot_name)) > 0)
order by lower(snapshot_name), flow_id

-- name: deployed
select s.* from (
  select distinct on (flow_id) flow_id, version_id from sluice.deployment
  where tenant_id = $1 and environment_id = $2 and rolled_back_at is null
  order by flow_id, ordinal desc
) d
join sluice.snapshot_flow s
  on s.tenant_id = $1 and s.flow_id = d.flow_id and s.snapshot_version_id = d.version_id
where $3::text is null or position(lower($3) in lower(s.snapshot_name)) > 0
order by lower(s.snapshot_name), s.flow_id

-- name: parts
select kind, element_id, flow_id, name, overlay, digest, version_id, modified, content, stamp
from sluice.snapshot_part
where tenant_id = $1 and snapshot_flow_id = $2 and snapshot_version_id = $3 order by ordinal

-- name: remainder
select cultures, rest from sluice.snapshot_remainder
where tenant_id = $1 and flow_id = $2 and version_id = $3
