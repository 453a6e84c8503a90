-- name: get
select i.recipient, c.sealed
from sluice.tenant_identity i
join sluice.sealed_content c using (tenant_id, content_id)
where i.tenant_id = $1

-- name: create
with contents as (
  insert into sluice.secret_content (id, sealed) values ($3, $4)
), keys as (
  insert into sluice.secret_key (tenant_id, content_id) values ($1, $3)
)
insert into sluice.tenant_identity (tenant_id, recipient, content_id) values ($1, $2, $3)
on conflict (tenant_id) do nothing
