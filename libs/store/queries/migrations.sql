-- name: lock
select pg_advisory_xact_lock($1)

-- name: password_statement
-- The password goes in as its verifier; a statement that defines a role takes no parameters.
select format('alter role sluice_service password %L', $1::text)

-- name: become_owner
set local role sluice_owner

-- name: create_table
create table if not exists sluice.migration (
  name        text primary key,
  digest      bytea not null,                -- SHA-256 of the file as it was applied
  applied_at  timestamptz not null default now()
)

-- name: applied
select name, digest from sluice.migration

-- name: record
insert into sluice.migration (name, digest) values ($1, $2)
