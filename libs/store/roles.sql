-- Run once by an administrator of the database, before the migrations. Passwords are set by the
-- migrator from the settings, never here.
do $$
begin
  if not exists (select from pg_roles where rolname = 'sluice_owner') then
    create role sluice_owner nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'sluice_system') then
    create role sluice_system nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'sluice_service') then
    create role sluice_service login nosuperuser nobypassrls;
  end if;
end $$;
grant sluice_owner, sluice_system to current_user;
