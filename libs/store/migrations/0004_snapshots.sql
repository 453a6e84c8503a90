create table sluice.snapshot (
  tenant_id          uuid not null references sluice.tenant on delete cascade,
  flow_id            uuid not null,
  version_id         uuid not null,
  ordinal            bigint generated always as identity,   -- the latest has the highest
  manifest           bytea not null references sluice.manifest,
  overlays           jsonb not null default '{}',           -- {"kind:element id": merge patch}
  digest             bytea not null,                        -- effective package digest
  name               text not null,
  comment            text,
  is_active          boolean not null default false,
  is_default         boolean not null default false,
  source_version_id  uuid,                                  -- where the id was taken by other content
  created_at         timestamptz not null default now(),
  created_by         uuid,
  primary key (tenant_id, flow_id, version_id)
);
create unique index snapshot_default on sluice.snapshot (tenant_id, flow_id) where is_default;
create index snapshot_manifest on sluice.snapshot (manifest, tenant_id);
create index snapshot_latest on sluice.snapshot (tenant_id, flow_id, ordinal desc);
call sluice.fence('sluice.snapshot');

-- A manifest that a running job has staged for a tenant, until the job ends.
create table sluice.staging (
  tenant_id  uuid not null references sluice.tenant on delete cascade,
  job_id     uuid not null,
  manifest   bytea not null references sluice.manifest,
  primary key (tenant_id, job_id)
);
create index staging_manifest on sluice.staging (manifest, tenant_id);
call sluice.fence('sluice.staging');

-- Content is reached through rows in scope, never by its digest alone. The sub-selects run under
-- the policies of the tables they read.
create function sluice.manifest_in_scope(m bytea) returns boolean
language sql stable
as $$
  select exists (select from sluice.snapshot s where s.manifest = m)
      or exists (select from sluice.staging g where g.manifest = m)
      or exists (select from sluice.draft_flow f where f.manifest = m)
$$;
create index draft_flow_manifest on sluice.draft_flow (manifest, tenant_id);

do $$
declare t text;
begin
  foreach t in array array['body', 'stamp', 'manifest', 'manifest_element'] loop
    execute format('alter table sluice.%I enable row level security', t);
    execute format('alter table sluice.%I force row level security', t);
    execute format('create policy staged on sluice.%I for insert with check (true)', t);
    execute format('grant select, insert on sluice.%I to sluice_service', t);
  end loop;
end $$;
create policy in_scope on sluice.manifest for select using (sluice.manifest_in_scope(digest));
create policy in_scope on sluice.manifest_element for select using (sluice.manifest_in_scope(manifest));
create policy in_scope on sluice.body for select using (
  exists (select from sluice.draft_element d where d.base = digest)
  or exists (select from sluice.manifest_element e where e.body = digest));
create policy in_scope on sluice.stamp for select using (
  exists (select from sluice.draft_element d where d.stamp = digest)
  or exists (select from sluice.manifest_element e where e.stamp = digest));
