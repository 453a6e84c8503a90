-- name: get
select kind, source_id, target_id, properties from sluice.element_mapping
where tenant_id = $1 order by kind, source_id

-- name: remember
insert into sluice.element_mapping as m (tenant_id, kind, source_id, target_id, properties)
select $1, r.kind, r.source_id, r.target_id, r.properties
from unnest($2::text[], $3::uuid[], $4::uuid[], $5::jsonb[])
  as r (kind, source_id, target_id, properties)
on conflict (tenant_id, kind, source_id) do update
set target_id = excluded.target_id, properties = excluded.properties
where (m.target_id, m.properties) <> (excluded.target_id, excluded.properties)
