-- name: changed_since
select relation, key, name, what, later_job from sluice.changed_since($1, $2)
order by relation, name, key::text

-- name: in_use_since
-- What the import brought, and something else has come to need or to add to: a snapshot that was
-- released or deployed, an element that one written later refers to, or that got a password since.
with made as (
  select c.relation, c.key from sluice.import_change c
  where c.tenant_id = $1 and c.job_id = $2 and c.before is null and c.after is not null
), snapshots as (
  select s.flow_id, s.version_id from made
  cross join lateral jsonb_populate_record(null::sluice.snapshot, made.key) s
  where made.relation = 'snapshot'
), elements as (
  select e.kind, e.element_id from made
  cross join lateral jsonb_populate_record(null::sluice.draft_element, made.key) e
  where made.relation = 'draft_element'
), needed as (
  select 'release_flow' as relation,
         jsonb_build_object('release_id', f.release_id, 'flow_id', f.flow_id) as key, r.name,
         'holds the snapshot' as what
  from snapshots
  join sluice.release_flow f using (flow_id, version_id)
  join sluice.release r on r.tenant_id = f.tenant_id and r.id = f.release_id
  where f.tenant_id = $1
  union all
  select 'deployment', jsonb_build_object('ordinal', d.ordinal), e.name, 'runs the snapshot'
  from snapshots
  join sluice.deployment d using (flow_id, version_id)
  join sluice.environment e on e.tenant_id = d.tenant_id and e.id = d.environment_id
  where d.tenant_id = $1
  union all
  select distinct 'draft_element', jsonb_build_object('kind', r.kind, 'element_id', r.element_id),
         r.element_name, 'refers to what the import brought'
  from sluice.draft_reference r
  where r.tenant_id = $1 and r.revision > $3
    and r.target_id = any (array(select element_id from elements))
    and exists (select from elements e
                where e.element_id = r.target_id and e.kind = coalesce(r.target_kind, e.kind))
  union all
  select 'secret',
         jsonb_build_object('version_id', s.version_id, 'kind', s.kind,
                            'element_id', s.element_id, 'slot', s.slot),
         null, 'belongs to what the import brought'
  from sluice.secret s
  where s.tenant_id = $1
    and (s.version_id in (select version_id from snapshots)
         or s.version_id = '00000000-0000-0000-0000-000000000000'
            and (s.kind, s.element_id) in (select kind, element_id from elements))
)
-- What the import itself wrote is compared in `changed_since`.
select n.relation, n.key, n.name, n.what, null::uuid as later_job from needed n
where not exists (
  select from sluice.import_change c
  where c.tenant_id = $1 and c.job_id = $2 and c.relation = n.relation and c.key = n.key)
order by n.relation, n.name, n.key::text

-- name: take_back
select sluice.take_back($1, $2)

-- name: finish
with recorded as (
  delete from sluice.import_change where tenant_id = $1 and job_id = $2
)
update sluice.import_run set reverted_at = now(), reverted_by = $3
where tenant_id = $1 and job_id = $2
