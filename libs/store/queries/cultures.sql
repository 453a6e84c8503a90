-- name: merge
insert into sluice.culture (tenant_id, key, guid, body)
select $1, c.key, c.guid, c.body
from unnest($2::text[], $3::uuid[], $4::bytea[]) as c (key, guid, body)
on conflict (tenant_id, key) do nothing

-- name: of_tenant
select key, guid, body from sluice.culture where tenant_id = $1 order by key
