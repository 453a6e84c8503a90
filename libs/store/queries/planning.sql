-- name: had_before
select h.kind, h.element_id
from unnest($2::text[], $3::uuid[], $4::bytea[]) as p (kind, element_id, digest)
join sluice.element_history h using (kind, element_id, digest)
where h.tenant_id = $1

-- name: neighbours
-- Same kind and name, or same end-point, as an element of the package, and none of its elements.
with own as (
  select kind, element_id from unnest($2::text[], $3::uuid[]) as k (kind, element_id)
), found as (
  select d.kind, d.element_id, d.name, d.endpoint
  from unnest($4::text[], $5::text[]) as n (kind, name)
  join sluice.draft_element d
    on d.tenant_id = $1 and d.kind = n.kind and d.name_hash = hashtextextended(n.name, 0)
   and d.name = n.name
  union
  select d.kind, d.element_id, d.name, d.endpoint
  from unnest($6::text[]) as wanted
  join sluice.draft_element d
    on d.tenant_id = $1 and d.endpoint_hash = hashtextextended(wanted, 0) and d.endpoint = wanted
)
select kind, element_id as id, name, endpoint from found
where (kind, element_id) not in (select kind, element_id from own) order by kind, id

-- name: mergeable
select kind, element_id from sluice.draft_element
join unnest($2::text[], $3::uuid[]) as k (kind, element_id) using (kind, element_id)
where tenant_id = $1
union
select d.kind, d.element_id
from unnest($4::text[]) as wanted
join sluice.draft_element d
  on d.tenant_id = $1 and d.kind = 'type' and d.name_hash = hashtextextended(wanted, 0)
 and d.name = wanted
union
select d.kind, d.element_id
from unnest($5::text[]) as wanted
join sluice.draft_element d
  on d.tenant_id = $1 and d.endpoint_hash = hashtextextended(wanted, 0) and d.endpoint = wanted
order by kind, element_id

-- name: flow_names
select element_id as id, name from sluice.draft_element
where tenant_id = $1 and kind = 'flow' and element_id = any ($2::uuid[])

-- name: snapshotted
-- A flow that is there in any form can be called.
select distinct on (flow_id) flow_id, name from (
  select flow_id, name, ordinal from sluice.snapshot
  where tenant_id = $1 and flow_id = any ($2::uuid[])
  union all
  select element_id, name, 0 from sluice.draft_element
  where tenant_id = $1 and kind = 'flow' and element_id = any ($2::uuid[])
) f
order by flow_id, ordinal desc

-- name: secrets
select distinct s.kind, s.element_id, s.slot
from unnest($3::text[], $4::uuid[]) as k (kind, element_id)
join sluice.secret s using (kind, element_id)
where s.tenant_id = $1 and s.version_id = any ($2::uuid[])

-- name: variables
select distinct name from sluice.environment_variable
where tenant_id = $1 and name = any ($2::text[])

-- name: values_named
select d.kind, d.element_id
from unnest($2::text[]) as wanted
join sluice.draft_element d
  on d.tenant_id = $1 and d.kind = 'value' and d.name_hash = hashtextextended(wanted, 0)
 and d.name = wanted
