create table sluice.tenant (
  id          uuid primary key,
  parent_id   uuid references sluice.tenant,
  path        uuid[] not null,               -- from the root down to this tenant, itself included
  name        text not null,
  summary     text,
  revision    bigint not null default 0,     -- raised by every write to the tenant
  created_at  timestamptz not null default now(),
  check (path[cardinality(path)] = id),
  check (path[cardinality(path) - 1] is not distinct from parent_id)
);
create unique index tenant_name on sluice.tenant (lower(name));
create index tenant_path on sluice.tenant using gin (path);
create index tenant_parent on sluice.tenant (parent_id);

-- A tenant sees its sub-tenants' rows of this one table; their data takes their own scope.
alter table sluice.tenant enable row level security;
alter table sluice.tenant force row level security;
create policy in_scope on sluice.tenant
  using (path && sluice.scope()) with check (path && sluice.scope());
grant select, insert, update, delete on sluice.tenant to sluice_service;

create table sluice.builder (                -- a person, as the platform's user objects name one
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  id          uuid not null,
  email       text not null,
  first_name  text not null default '',
  last_name   text not null default '',
  primary key (tenant_id, id)
);
create unique index builder_email on sluice.builder (tenant_id, lower(email));
call sluice.fence('sluice.builder');

create table sluice.api_key (
  tenant_id    uuid not null references sluice.tenant on delete cascade,
  id           uuid not null,
  builder_id   uuid not null,
  name         text not null,
  hash         bytea not null unique check (length(hash) = 32),  -- SHA-256; the key is shown once
  scopes       text[] not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, builder_id) references sluice.builder on delete cascade
);
create unique index api_key_name on sluice.api_key (tenant_id, builder_id, name)
  where revoked_at is null;
call sluice.fence('sluice.api_key');
create policy presented on sluice.api_key for select using (hash = sluice.presented());
create policy presented on sluice.builder for select using (
  exists (select from sluice.api_key k
          where k.tenant_id = builder.tenant_id and k.builder_id = builder.id
            and k.hash = sluice.presented()));

create table sluice.culture (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  key         text not null check (octet_length(key) <= 2000),  -- language/country/brand/variant
  guid        uuid not null,
  body        bytea not null,                -- the culture object as JSON
  primary key (tenant_id, key)
);
call sluice.fence('sluice.culture');
