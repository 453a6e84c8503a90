-- name: put
insert into sluice.secret as s (tenant_id, version_id, kind, element_id, slot, sealed)
select $1, $2, n.kind, n.element_id, n.slot, n.sealed
from unnest($3::text[], $4::uuid[], $5::text[], $6::bytea[]) as n (kind, element_id, slot, sealed)
on conflict (tenant_id, version_id, kind, element_id, slot) do update set sealed = excluded.sealed

-- name: get
select kind, element_id, slot, sealed from sluice.secret
where tenant_id = $1 and version_id = $2 order by kind, element_id, slot

-- name: slots
select kind, element_id, slot from sluice.secret where tenant_id = $1 and version_id = $2

-- name: drop
delete from sluice.secret s
using unnest($3::text[], $4::uuid[], $5::text[]) as gone (kind, element_id, slot)
where s.tenant_id = $1 and s.version_id = $2
  and s.kind = gone.kind and s.element_id = gone.element_id and s.slot = gone.slot

-- name: copy
insert into sluice.secret (tenant_id, version_id, kind, element_id, slot, sealed)
select s.tenant_id, $3, s.kind, s.element_id, s.slot, s.sealed
from sluice.secret s
join unnest($4::text[], $5::uuid[]) as k (kind, element_id) using (kind, element_id)
where s.tenant_id = $1 and s.version_id = $2
on conflict (tenant_id, version_id, kind, element_id, slot) do nothing
