-- What only an administrator of the database may do. It is run before the migrations, each time,
-- and changes nothing the second time. Passwords come from the settings, never from here.
do $$
begin
  -- Roles belong to the whole server: another database's migrator may make them at this moment.
  begin
    create role sluice_owner nologin noinherit;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    create role sluice_system nologin noinherit;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    create role sluice_service login noinherit nosuperuser nobypassrls nocreatedb nocreaterole;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    -- For the migrations, which run as these two. A superuser may anyway.
    grant sluice_owner, sluice_system to current_user;
  exception when unique_violation then null;
  end;
end $$;

create schema if not exists sluice authorization sluice_owner;
