create table sluice.job (
  tenant_id     uuid not null references sluice.tenant on delete cascade,
  id            uuid not null,
  kind          text not null check (kind in ('export', 'import')),
  state         text not null default 'queued'
                check (state in ('queued', 'running', 'succeeded', 'failed')),
  request       jsonb not null,              -- options; never a package, never a secret
  progress      jsonb not null default '{}', -- {stage, done, total}
  result        jsonb,
  problem       jsonb,                       -- RFC 9457 document
  requested_by  uuid not null,               -- the api key's id
  attempt       int not null default 0,      -- raised by every claim; writes check it
  lease_until   timestamptz,                 -- running: until when the claim holds; else null
  wake_at       timestamptz not null,        -- queued: when the reaper may send it again
  created_at    timestamptz not null default now(),
  started_at    timestamptz,
  finished_at   timestamptz,
  primary key (tenant_id, id),
  check ((state = 'running') = (lease_until is not null)),
  check ((state in ('succeeded', 'failed')) = (finished_at is not null))
);
create index job_unfinished on sluice.job (coalesce(lease_until, wake_at))
  where state in ('queued', 'running');
create index job_created on sluice.job (tenant_id, created_at desc);
call sluice.fence('sluice.job');

create table sluice.upload (                 -- an incoming body, sealed in the object store
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  job_id      uuid not null,
  object_key  text not null,
  digest      bytea not null,                -- SHA-256 of the plain bytes
  size        bigint not null,
  created_at  timestamptz not null default now(), -- before the object is written, and the job
  primary key (tenant_id, job_id)
);
call sluice.fence('sluice.upload');

create table sluice.package (                -- an exported package in the object store
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  object_key  text not null,
  digest      bytea not null,                -- of the exact bytes: keyed where sealed
  size        bigint not null,
  sealed      boolean not null,              -- holds secrets, so it lies sealed
  flow_id     uuid not null,
  version_id  uuid not null,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, object_key)
);
call sluice.fence('sluice.package');

create table sluice.sharing_token (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  id          uuid not null,
  hash        bytea not null unique check (length(hash) = 32),  -- SHA-256; the token is shown once
  object_key  text not null,
  created_at  timestamptz not null default now(),
  created_by  uuid not null,
  expires_at  timestamptz,
  revoked_at  timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, object_key) references sluice.package
);
call sluice.fence('sluice.sharing_token');
create policy presented on sluice.sharing_token for select using (hash = sluice.presented());
create policy presented on sluice.package for select using (
  exists (select from sluice.sharing_token t
          where t.tenant_id = package.tenant_id and t.object_key = package.object_key
            and t.hash = sluice.presented()));

create table sluice.job_secret (             -- a token shown to the key that asked, for an hour
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  job_id      uuid not null,
  sealed      bytea not null,
  expires_at  timestamptz not null,
  primary key (tenant_id, job_id),
  foreign key (tenant_id, job_id) references sluice.job on delete cascade
);
call sluice.fence('sluice.job_secret');

create table sluice.connector_refresh (
  tenant_id      uuid not null references sluice.tenant on delete cascade,
  id             uuid not null,
  connector_id   uuid not null,
  flow_id        uuid not null,
  version_id     uuid not null,              -- zero: in the draft; else in that snapshot
  name           text not null,
  uri            text,
  reason         text not null check (reason in ('created', 'updated')),
  job_id         uuid not null,
  requested_at   timestamptz not null default now(),
  announced_at   timestamptz,                -- when the notifier received the event
  done_at        timestamptz,
  done_by        uuid,
  primary key (tenant_id, id)
);
-- One open refresh per connector and version, however many imports ask for it.
create unique index connector_refresh_open
  on sluice.connector_refresh (tenant_id, connector_id, version_id) where done_at is null;
call sluice.fence('sluice.connector_refresh');
