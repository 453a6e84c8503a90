-- One import can change thousands of rows before any statistics know of them, so the functions below
-- do without nested loops, and `offset 0` keeps the key a column that rows can be joined by.

-- Condition that a table's row `r` has the key of the change `c`, but for the tenant.
create function sluice.same_key(relation text) returns text
language sql stable
begin atomic
  select string_agg(format('r.%1$I = (c.k).%1$I', c), ' and ')
  from sluice.key_columns(relation) c where c <> 'tenant_id';
end;

-- The statement that writes the pre-images of one table ($1: tenant, $2: job).
create function sluice.restoring(relation text) returns text
language sql stable
begin atomic
  select format(
    'insert into sluice.%1$I (%2$s) overriding system value select %3$s '
    'from sluice.import_change c '
    'cross join lateral jsonb_populate_record(null::sluice.%1$I, c.before) b '
    'where c.tenant_id = $1 and c.job_id = $2 and c.relation = %1$L and c.before is not null '
    'on conflict (%4$s) do update set %5$s',
    relation,
    string_agg(format('%I', a.attname), ', '),
    string_agg(format('b.%I', a.attname), ', '),
    (select string_agg(format('%I', c), ', ') from sluice.key_columns(relation) c),
    string_agg(format('%1$I = excluded.%1$I', a.attname), ', ') filter (where a.attidentity = ''))
  from pg_attribute a
  where a.attrelid = format('sluice.%I', relation)::regclass and a.attnum > 0
    and not a.attisdropped and a.attgenerated = '';
end;

-- The rows that are no longer as the import left them, and the latest other import that wrote each.
create function sluice.changed_since(owner uuid, job uuid)
returns table (relation text, key jsonb, name text, what text, later_job uuid)
language plpgsql stable set search_path = '' set timezone = 'UTC' set bytea_output = 'hex'
set enable_nestloop = off
as $$
declare
  changed text;
begin
  for changed in
    select distinct c.relation from sluice.import_change c
    where c.tenant_id = owner and c.job_id = job order by 1
  loop
    return query execute format($query$
      select c.relation, c.key, coalesce(now.contents ->> 'name', c.before ->> 'name'),
             case when now.contents is null then 'removed' when c.after is null then 'created'
                  else 'changed' end,
             (select r.job_id from sluice.import_change l
              join sluice.import_run r on r.tenant_id = l.tenant_id and r.job_id = l.job_id
              where l.tenant_id = c.tenant_id and l.relation = c.relation
                and l.key_hash = c.key_hash and l.job_id <> c.job_id
              order by r.revision desc limit 1)
      from (select *, jsonb_populate_record(null::sluice.%1$I, key) as k from sluice.import_change
            where tenant_id = $1 and job_id = $2 and relation = %1$L offset 0) c
      left join sluice.%1$I r on r.tenant_id = $1 and %2$s
      cross join lateral (select to_jsonb(r) as contents) now
      where sluice.row_hash(%1$L, now.contents) is distinct from c.after
    $query$, changed, sluice.same_key(changed)) using owner, job;
  end loop;
end $$;

-- Puts every row back as it was, and gives their number. What others refer to comes first and goes
-- last.
create function sluice.take_back(owner uuid, job uuid) returns bigint
language plpgsql set search_path = '' set timezone = 'UTC' set bytea_output = 'hex'
set enable_nestloop = off
as $$
declare
  relations text[] := array(
    select c.relation from sluice.import_change c where c.tenant_id = owner and c.job_id = job
    group by c.relation
    order by coalesce(array_position(array['release_flow', 'deployment'], c.relation), 0),
             c.relation);
  place int;
  number bigint;
  total bigint := 0;
begin
  -- A flow has one default also between the statements that follow, and between their rows.
  update sluice.snapshot s set is_default = false
  from sluice.import_change c
  cross join lateral jsonb_populate_record(null::sluice.snapshot, c.key) k
  where c.tenant_id = owner and c.job_id = job and c.relation = 'snapshot' and s.is_default
    and s.tenant_id = owner and s.flow_id = k.flow_id and s.version_id = k.version_id;
  for place in 1 .. cardinality(relations) loop
    execute sluice.restoring(relations[place]) using owner, job;
    get diagnostics number = row_count;
    total := total + number;
  end loop;
  for place in reverse cardinality(relations) .. 1 loop
    execute format($query$
      delete from sluice.%1$I r
      using (select jsonb_populate_record(null::sluice.%1$I, key) as k from sluice.import_change
             where tenant_id = $1 and job_id = $2 and relation = %1$L and before is null
             offset 0) c
      where r.tenant_id = $1 and %2$s
    $query$, relations[place], sluice.same_key(relations[place])) using owner, job;
    get diagnostics number = row_count;
    total := total + number;
  end loop;
  return total;
end $$;
