-- name: references_of
select r.kind, r.element_id, r.how, r.target_kind, r.target_id, r.name
from unnest($2::text[], $3::uuid[]) with ordinality as k (kind, element_id, ordinality)
cross join lateral (
  select * from sluice.draft_reference d
  where d.tenant_id = $1 and d.kind = k.kind and d.element_id = k.element_id offset 0
) r
order by k.ordinality, r.how, r.target_kind, r.target_id, r.name

-- name: own
-- Elements of the draft, and what the flows among them own.
select d.kind, d.element_id, d.name
from unnest($2::text[], $3::uuid[]) as k (kind, element_id)
join sluice.draft_element d using (kind, element_id)
where d.tenant_id = $1
union
select kind, element_id, name from sluice.draft_element
where tenant_id = $1
  and flow_id = any (array(select element_id
                           from unnest($2::text[], $3::uuid[]) as k (kind, element_id)
                           where kind = 'flow'))

-- name: used_by
-- $2 and $3: ids of targets, and names of those that are values. $4 and $5: kinds and ids of elements
-- that are none of the answers. All are arrays: a join does not reach into a view with a barrier.
select distinct r.kind, r.element_id as id, r.element_name, r.flow_id, r.how, r.target_kind,
       r.target_id, r.name
from (
  select * from sluice.draft_reference where tenant_id = $1 and target_id = any ($2::uuid[])
  union all
  select * from sluice.draft_reference
  where tenant_id = $1 and how = 'name' and name = any ($3::text[])
) r
where (r.kind, r.element_id) not in (select * from unnest($4::text[], $5::uuid[]))
order by r.kind, id, r.target_kind, r.target_id, r.how, r.name
