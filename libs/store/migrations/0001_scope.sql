-- Row-level security from the first table on. `sluice_owner` owns the tables and is bound by the
-- policies too (forced); `sluice_service` is what the services log in as. `sluice_system` owns the
-- few functions that look across tenants, and name only ids, and the views that lead from a
-- tenant's rows to shared content. Roles and schema are made by roles.sql; the migrator runs these
-- files as sluice_owner.
grant usage on schema sluice to sluice_service, sluice_system;

-- Tenants in scope are set with set_config(..., is_local => true) at the start of a transaction.
-- Unset, or set to nothing, sees nothing.
create function sluice.scope() returns uuid[]
language sql stable parallel safe
return coalesce(nullif(current_setting('sluice.scope', true), '')::uuid[], '{}'::uuid[]);

-- A secret the caller presented, as its SHA-256: it reaches exactly the rows that it opens.
create function sluice.presented() returns bytea
language sql stable parallel safe
return decode(nullif(current_setting('sluice.presented', true), ''), 'hex');

-- Gives a table of tenant data its fence and its grants.
create procedure sluice.fence(table_name regclass)
language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format('alter table %s force row level security', table_name);
  execute format('create policy in_scope on %s using (tenant_id = any (sluice.scope())) '
                 'with check (tenant_id = any (sluice.scope()))', table_name);
  execute format('grant select, insert, update, delete on %s to sluice_service', table_name);
end $$;
