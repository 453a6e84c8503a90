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
create index snapshot_latest on sluice.snapshot (tenant_id, flow_id, ordinal desc);
call sluice.fence('sluice.snapshot');

-- A manifest that a running job has staged for a tenant, until the job ends.
create table sluice.staging (
  tenant_id  uuid not null references sluice.tenant on delete cascade,
  job_id     uuid not null,
  manifest   bytea not null references sluice.manifest,
  primary key (tenant_id, job_id)
);
call sluice.fence('sluice.staging');

-- The way from a tenant's rows to shared content. The views run as sluice_system: it is bound by
-- the scope like everyone on the tenant's tables, and may read content. security_barrier keeps a
-- caller's functions from seeing content before the join has shown that the tenant has it.
grant select on sluice.draft_element, sluice.draft_flow, sluice.snapshot to sluice_system;
grant create on schema sluice to sluice_system;
set local role sluice_system;

create view sluice.draft_part with (security_barrier) as
select d.tenant_id, d.kind, d.element_id, d.flow_id, d.name, d.overlay, d.digest,
       d.version_id, d.modified, b.content, s.content as stamp
from sluice.draft_element d
join sluice.body b on b.digest = d.base
join sluice.stamp s on s.digest = d.stamp;

create view sluice.draft_remainder with (security_barrier) as
select f.tenant_id, f.flow_id, m.cultures, m.rest
from sluice.draft_flow f
join sluice.manifest m on m.digest = f.manifest;

create view sluice.snapshot_element with (security_barrier) as
select n.tenant_id, n.flow_id as snapshot_flow_id, n.version_id as snapshot_version_id,
       e.kind, e.element_id, e.name
from sluice.snapshot n
join sluice.manifest_element e on e.manifest = n.manifest;

create view sluice.snapshot_part with (security_barrier) as
select n.tenant_id, n.flow_id as snapshot_flow_id, n.version_id as snapshot_version_id,
       n.ordinal as snapshot_ordinal, e.ordinal, e.kind, e.element_id, e.flow_id, e.name, e.body as digest, e.version_id, e.modified,
       n.overlays -> (e.kind || ':' || e.element_id) as overlay, b.content, s.content as stamp
from sluice.snapshot n
join sluice.manifest_element e on e.manifest = n.manifest
join sluice.body b on b.digest = e.body
join sluice.stamp s on s.digest = e.stamp;

-- A snapshot with its flow element, which is the first of its manifest.
create view sluice.snapshot_flow with (security_barrier) as
select n.tenant_id, n.flow_id, n.version_id as snapshot_version_id, n.ordinal,
       n.name as snapshot_name, n.digest as snapshot_digest, n.comment, n.is_active, n.is_default,
       n.source_version_id, n.created_at, n.created_by,
       e.kind, e.element_id, e.name, e.body as digest, e.version_id, e.modified,
       n.overlays -> (e.kind || ':' || e.element_id) as overlay, b.content, s.content as stamp
from sluice.snapshot n
join sluice.manifest_element e on e.manifest = n.manifest and e.ordinal = 0
join sluice.body b on b.digest = e.body
join sluice.stamp s on s.digest = e.stamp;

create view sluice.snapshot_remainder with (security_barrier) as
select n.tenant_id, n.flow_id, n.version_id, m.cultures, m.rest
from sluice.snapshot n
join sluice.manifest m on m.digest = n.manifest;

grant select on sluice.draft_part, sluice.draft_remainder, sluice.snapshot_element,
  sluice.snapshot_part, sluice.snapshot_flow, sluice.snapshot_remainder to sluice_service;
set local role sluice_owner;
revoke create on schema sluice from sluice_system;
