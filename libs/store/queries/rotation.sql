-- name: tenants
select id from sluice.tenants_after($1, $2) as id

-- name: held
-- What a binding or variable is in confidence for, its row says, or the row it was before an import.
with named as (
  select content_id, 'secret' as purpose, array[kind, element_id::text, slot] as names
  from sluice.secret where tenant_id = $1
  union all
  select content_id, 'binding',
         array[kind, case when name = '' then element_id::text else name end, field]
  from sluice.binding where tenant_id = $1
  union all
  select content_id, 'environment-variable', array[id::text]
  from sluice.environment_variable where tenant_id = $1 and content_id is not null
  union all
  select content_id, 'tenant-identity', array[]::text[]
  from sluice.tenant_identity where tenant_id = $1
  union all
  select s.content_id, 'secret', array[s.kind, s.element_id::text, s.slot]
  from sluice.import_change c
  cross join lateral jsonb_populate_record(null::sluice.secret, c.before) s
  where c.tenant_id = $1 and c.relation = 'secret' and c.before is not null
  union all
  select b.content_id, 'binding',
         array[b.kind, case when b.name = '' then b.element_id::text else b.name end, b.field]
  from sluice.import_change c
  cross join lateral jsonb_populate_record(null::sluice.binding, c.before) b
  where c.tenant_id = $1 and c.relation = 'binding' and c.before is not null
)
select distinct on (n.content_id) n.content_id, c.sealed, c.wrapped, n.purpose, n.names
from named n
join sluice.sealed_content c on c.tenant_id = $1 and c.content_id = n.content_id
order by n.content_id

-- name: rewrap
update sluice.secret_key k set wrapped = n.wrapped
from unnest($2::uuid[], $3::bytea[]) as n (content_id, wrapped)
where k.tenant_id = $1 and k.content_id = n.content_id and k.wrapped is not null

-- name: reseal
select sluice.reseal($1, $2, $3)

-- name: passing
select 'job-input' as purpose, sealed from sluice.job_input where tenant_id = $1
union all
select 'job-secret', sealed from sluice.job_secret where tenant_id = $1 and expires_at > now()
