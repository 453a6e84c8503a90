create table sluice.environment (
  tenant_id      uuid not null references sluice.tenant on delete cascade,
  id             uuid not null,
  position       int not null,               -- releases go from one to the next
  name           text not null,
  type           text not null check (type in ('Development', 'Test', 'Production')),
  description    text,
  is_default     boolean not null default false,
  last_deployed  timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, position)
);
call sluice.fence('sluice.environment');

create table sluice.release (
  tenant_id       uuid not null references sluice.tenant on delete cascade,
  id              uuid not null,
  name            text not null,
  summary         text,
  environment_id  uuid not null,             -- the furthest environment it stands in
  created_at      timestamptz not null default now(),
  last_deployed   timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, environment_id) references sluice.environment
);
call sluice.fence('sluice.release');

create table sluice.release_flow (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  release_id  uuid not null,
  flow_id     uuid not null,
  version_id  uuid not null,
  created_at  timestamptz not null default now(),
  created_by  uuid,
  updated_at  timestamptz not null default now(),
  updated_by  uuid,
  primary key (tenant_id, release_id, flow_id),
  foreign key (tenant_id, release_id) references sluice.release on delete cascade,
  foreign key (tenant_id, flow_id, version_id) references sluice.snapshot
);
call sluice.fence('sluice.release_flow');

-- One row per flow put into an environment; the newest that stands is what the environment runs.
create table sluice.deployment (
  tenant_id       uuid not null references sluice.tenant on delete cascade,
  ordinal         bigint generated always as identity,
  environment_id  uuid not null,
  release_id      uuid not null,
  flow_id         uuid not null,
  version_id      uuid not null,
  deployed_at     timestamptz not null default now(),
  rolled_back_at  timestamptz,
  primary key (tenant_id, ordinal),
  foreign key (tenant_id, environment_id) references sluice.environment,
  foreign key (tenant_id, release_id) references sluice.release on delete cascade,
  foreign key (tenant_id, flow_id, version_id) references sluice.snapshot
);
create index deployment_current on sluice.deployment (tenant_id, environment_id, flow_id, ordinal desc)
  where rolled_back_at is null;
create index deployment_release on sluice.deployment (tenant_id, release_id, environment_id);
call sluice.fence('sluice.deployment');
