-- name: existing
with wanted as (
  select kind, element_id, ordinality
  from unnest($2::text[], $3::uuid[]) with ordinality as k (kind, element_id, ordinality)
)
select w.kind, w.element_id as id, coalesce(d.name, s.name) as name
from wanted w
left join sluice.draft_element d
  on d.tenant_id = $1 and d.kind = w.kind and d.element_id = w.element_id
left join lateral (
  select e.name from sluice.snapshot_element e
  where e.tenant_id = $1 and e.kind = w.kind and e.element_id = w.element_id limit 1
) s on d.name is null
where d.name is not null or s.name is not null
order by w.ordinality

-- name: latest_parts
-- Each as the newest snapshot has it that holds it, of whichever flow.
select p.kind, p.element_id, p.flow_id, p.name, p.overlay, p.digest, p.version_id, p.modified,
       p.content, p.stamp
from unnest($2::text[], $3::uuid[]) with ordinality as k (kind, element_id, ordinality)
cross join lateral (
  select * from sluice.snapshot_part s
  where s.tenant_id = $1 and s.kind = k.kind and s.element_id = k.element_id
  order by s.snapshot_ordinal desc limit 1
) p
order by k.ordinality
