-- A tenant's own values for what packages leave open, kept for its next imports and inherited by
-- the tenants below it.
create table sluice.binding (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  kind        text not null check (octet_length(kind) <= 200),
  element_id  uuid not null,                 -- zero where the element is given by name
  name        text not null check (octet_length(name) <= 1000),  -- empty where it is given by id
  field       text not null check (octet_length(field) <= 1000),
  content_id  uuid not null,
  primary key (tenant_id, kind, element_id, name, field),
  foreign key (tenant_id, content_id) references sluice.secret_key
);
call sluice.fence('sluice.binding');

create table sluice.environment_variable (
  tenant_id       uuid not null references sluice.tenant on delete cascade,
  environment_id  uuid not null,
  id              uuid not null,
  name            text not null check (octet_length(name) <= 1000),
  value           text,                      -- of one that is no secret
  content_id      uuid,                      -- of a secret one
  is_secret       boolean not null,
  value_kind      text,
  code_type       text,
  primary key (tenant_id, id),
  unique (tenant_id, environment_id, name),
  foreign key (tenant_id, environment_id) references sluice.environment on delete cascade,
  foreign key (tenant_id, content_id) references sluice.secret_key,
  check (case when is_secret then value is null else content_id is null end)
);
call sluice.fence('sluice.environment_variable');

create table sluice.tenant_settings (
  tenant_id          uuid primary key references sluice.tenant on delete cascade,
  unsigned_packages  text not null check (unsigned_packages in ('accept', 'refuse'))
);
call sluice.fence('sluice.tenant_settings');

create table sluice.tenant_identity (        -- what files sealed for this tenant are opened with
  tenant_id   uuid primary key references sluice.tenant on delete cascade,
  recipient   text not null,                 -- the public half (age1...)
  content_id  uuid not null,
  foreign key (tenant_id, content_id) references sluice.secret_key
);
call sluice.fence('sluice.tenant_identity');

-- What a request gave to its job in confidence. It is deleted with the job's end.
create table sluice.job_input (
  tenant_id  uuid not null references sluice.tenant on delete cascade,
  job_id     uuid not null,
  sealed     bytea not null,
  primary key (tenant_id, job_id),
  foreign key (tenant_id, job_id) references sluice.job on delete cascade
);
call sluice.fence('sluice.job_input');

alter table sluice.job drop constraint job_kind_check,
  add constraint job_kind_check check (kind in ('export', 'import', 'plan'));
