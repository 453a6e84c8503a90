-- An import that can be taken back: a row each, and what it changed.
create table sluice.import_run (
  tenant_id    uuid not null references sluice.tenant on delete cascade,
  job_id       uuid not null,
  flow_id      uuid not null,
  revision     bigint not null,              -- the tenant's, raised by the import
  reverted_at  timestamptz,
  reverted_by  uuid,
  primary key (tenant_id, job_id)
);
call sluice.fence('sluice.import_run');

create table sluice.import_change (
  tenant_id  uuid not null references sluice.tenant on delete cascade,
  job_id     uuid not null,
  relation   text not null,
  key_hash   bytea not null,                 -- of the key, which may be too long for an index
  key        jsonb not null,                 -- primary key of the row, without the tenant
  before     jsonb,                          -- the row before the import; null: there was none
  after      bytea,                          -- hash of the row left behind; null: none was
  primary key (tenant_id, job_id, relation, key_hash)
);
create index import_change_key on sluice.import_change (tenant_id, relation, key_hash);
call sluice.fence('sluice.import_change');

-- What a row is compared by. That its notice has arrived, or that someone has marked it done, changes
-- no refresh: one that was carried out has changed the connector's own row.
create function sluice.row_hash(relation text, contents jsonb) returns bytea
language sql stable strict
return sha256(convert_to(
  (case relation when 'connector_refresh' then contents - '{announced_at,done_at,done_by}'::text[]
                 else contents end)::text,
  'UTF8'));

create function sluice.key_columns(relation text) returns setof text
language sql stable
begin atomic
  select a.attname::text from pg_index i
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
  where i.indrelid = format('sluice.%I', relation)::regclass and i.indisprimary
  order by array_position(i.indkey::int2[], a.attnum);
end;

-- Has a table's rows recorded while `sluice.import` names a job, whatever writes them: per row the
-- first pre-image and the last state. Time zone and form of bytes are fixed, because rows are
-- compared as text, in other sessions; nested loops are off, because the plan is kept from the first
-- call in a session, which may be of one row, for a later one of thousands.
create procedure sluice.recorded(relation text)
language plpgsql
as $$
declare
  key text := (select string_agg(format('%1$L, r.%1$I', c), ', ')
               from sluice.key_columns(relation) c where c <> 'tenant_id');
  same text := (select string_agg(format('r.%1$I = b.%1$I', c), ' and ')
                from sluice.key_columns(relation) c);
  event text;
  tables text;
  changes text;
begin
  foreach event in array array['insert', 'update', 'delete'] loop
    case event
      when 'insert' then
        tables := 'new table as after_rows';
        changes := 'null::jsonb as before, to_jsonb(r) as after from after_rows r';
      when 'update' then
        tables := 'old table as before_rows new table as after_rows';
        changes := 'to_jsonb(b) as before, to_jsonb(r) as after from after_rows r '
                   'join before_rows b on ' || same || ' where to_jsonb(r) <> to_jsonb(b)';
      when 'delete' then
        tables := 'old table as before_rows';
        changes := 'to_jsonb(r) as before, null::jsonb as after from before_rows r';
    end case;
    execute format($function$
      create function sluice.record_%1$s_%2$s() returns trigger
      language plpgsql set search_path = '' set timezone = 'UTC' set bytea_output = 'hex'
      set enable_nestloop = off
      as $body$
      begin
        insert into sluice.import_change as c
          (tenant_id, job_id, relation, key_hash, key, before, after)
        select n.tenant_id, current_setting('sluice.import')::uuid, %1$L,
               sha256(convert_to(n.key::text, 'UTF8')), n.key, n.before,
               sluice.row_hash(%1$L, n.after)
        from (select r.tenant_id, jsonb_build_object(%3$s) as key, %4$s) n
        on conflict (tenant_id, job_id, relation, key_hash) do update set after = excluded.after;
        return null;
      end $body$
    $function$, relation, event, key, changes);
    execute format(
      'create trigger recorded_%2$s after %2$s on sluice.%1$I referencing %3$s '
      'for each statement when (nullif(current_setting(''sluice.import'', true), '''') is not null) '
      'execute function sluice.record_%1$s_%2$s()', relation, event, tables);
  end loop;
end $$;

call sluice.recorded('draft_element');
call sluice.recorded('draft_flow');
call sluice.recorded('element_history');
call sluice.recorded('element_mapping');
call sluice.recorded('snapshot');
call sluice.recorded('secret');
call sluice.recorded('binding');
call sluice.recorded('culture');
call sluice.recorded('connector_refresh');
call sluice.recorded('deployment');
call sluice.recorded('release_flow');
call sluice.recorded('environment_variable');
