-- name: of_environment
select v.id, v.environment_id, v.name, v.value, c.sealed, v.is_secret, v.value_kind, v.code_type
from sluice.environment_variable v
left join sluice.sealed_content c
  on c.tenant_id = v.tenant_id and c.content_id = v.content_id
where v.tenant_id = $1 and v.environment_id = $2 order by v.name

-- name: save
-- A twin has an id of its own and no value.
with contents as (
  insert into sluice.secret_content (id, sealed) select $6::uuid, $7::bytea where $6 is not null
), keys as (
  insert into sluice.secret_key (tenant_id, content_id) select $1, $6::uuid where $6 is not null
), known as (
  select id from sluice.environment_variable
  where tenant_id = $1 and environment_id = $2 and (id = $3 or name = $4)
  order by id <> $3 limit 1
), changed as (
  update sluice.environment_variable v
  set name = $4, value = $5, content_id = $6, is_secret = $8, value_kind = $9, code_type = $10
  from known where v.tenant_id = $1 and v.id = known.id returning v.id
), made as (
  insert into sluice.environment_variable
    (tenant_id, environment_id, id, name, value, content_id, is_secret, value_kind, code_type)
  select $1, e.id, case when e.id = $2 then $3 else gen_random_uuid() end, $4,
         case when e.id = $2 then $5 end, case when e.id = $2 then $6::uuid end, $8, $9, $10
  from sluice.environment e
  where e.tenant_id = $1 and not exists (select from known)
  on conflict (tenant_id, environment_id, name) do nothing
)
select coalesce((select id from changed), $3)

-- name: delete
delete from sluice.environment_variable where tenant_id = $1 and environment_id = $2 and id = $3
returning id
