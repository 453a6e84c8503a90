-- name: keep
-- A content of its own each time: another's row, or a recorded one, may still name the old.
with contents as (
  insert into sluice.secret_content (id, sealed)
  select * from unnest($6::uuid[], $7::bytea[])
), keys as (
  insert into sluice.secret_key (tenant_id, content_id) select $1, id from unnest($6::uuid[]) as id
)
insert into sluice.binding (tenant_id, kind, element_id, name, field, content_id)
select $1, b.kind, b.element_id, b.name, b.field, b.content_id
from unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[])
  as b (kind, element_id, name, field, content_id)
on conflict (tenant_id, kind, element_id, name, field) do update
set content_id = excluded.content_id

-- name: drop
delete from sluice.binding b
using unnest($2::text[], $3::uuid[], $4::text[]) as gone (kind, element_id, name)
where b.tenant_id = $1 and b.kind = gone.kind and b.element_id = gone.element_id
  and b.name = gone.name

-- name: of_tenants
select b.tenant_id, b.kind, nullif(b.element_id, '00000000-0000-0000-0000-000000000000') as element_id,
       nullif(b.name, '') as name, b.field, c.sealed
from sluice.binding b
join sluice.sealed_content c using (tenant_id, content_id)
where b.tenant_id = any ($1::uuid[]) order by b.kind, b.name, b.element_id, b.field
