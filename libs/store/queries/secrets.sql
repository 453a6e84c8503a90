-- name: put
-- Content that is there already is the same: its id was made when it was sealed.
with contents as (
  insert into sluice.secret_content (id, sealed)
  select distinct on (id) id, sealed from unnest($6::uuid[], $7::bytea[]) as c (id, sealed)
  on conflict do nothing
), keys as (
  insert into sluice.secret_key (tenant_id, content_id, wrapped)
  select distinct on (id) $1, id, wrapped from unnest($6::uuid[], $8::bytea[]) as c (id, wrapped)
  on conflict (tenant_id, content_id) do nothing
)
insert into sluice.secret as s (tenant_id, version_id, kind, element_id, slot, content_id, origin)
select $1, $2, n.kind, n.element_id, n.slot, n.content_id, n.origin
from unnest($3::text[], $4::uuid[], $5::text[], $6::uuid[], $9::text[])
  as n (kind, element_id, slot, content_id, origin)
on conflict (tenant_id, version_id, kind, element_id, slot) do update
set content_id = excluded.content_id, origin = excluded.origin
where s.content_id <> excluded.content_id

-- name: get
select s.kind, s.element_id, s.slot, s.content_id, c.sealed, c.wrapped, s.origin
from sluice.secret s
cross join lateral (  -- `offset 0` keeps it a look-up per row: no join reaches into such a view
  select v.sealed, v.wrapped from sluice.sealed_content v
  where v.tenant_id = s.tenant_id and v.content_id = s.content_id offset 0
) c
where s.tenant_id = $1 and s.version_id = $2 order by s.kind, s.element_id, s.slot

-- name: slots
select kind, element_id, slot from sluice.secret where tenant_id = $1 and version_id = $2

-- name: drop
delete from sluice.secret s
using unnest($3::text[], $4::uuid[], $5::text[]) as gone (kind, element_id, slot)
where s.tenant_id = $1 and s.version_id = $2
  and s.kind = gone.kind and s.element_id = gone.element_id and s.slot = gone.slot

-- name: copy
insert into sluice.secret (tenant_id, version_id, kind, element_id, slot, content_id, origin)
select s.tenant_id, $3, s.kind, s.element_id, s.slot, s.content_id, s.origin
from sluice.secret s
join unnest($4::text[], $5::uuid[]) as k (kind, element_id) using (kind, element_id)
where s.tenant_id = $1 and s.version_id = $2
on conflict (tenant_id, version_id, kind, element_id, slot) do nothing

-- name: fill
insert into sluice.secret (tenant_id, version_id, kind, element_id, slot, content_id, origin)
select s.tenant_id, $3, s.kind, s.element_id, s.slot, s.content_id, s.origin
from sluice.secret s
join unnest($4::text[], $5::uuid[], $6::text[]) as k (kind, element_id, slot)
  using (kind, element_id, slot)
where s.tenant_id = $1 and s.version_id = $2
on conflict (tenant_id, version_id, kind, element_id, slot) do nothing
