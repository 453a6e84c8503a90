-- Content is stored once for all tenants, by digest, and is reached only through a tenant's rows
-- (the policies are in 0004, when the rows exist that lead to it).
create table sluice.body (
  digest   bytea primary key,                -- SHA-256 of content
  content  bytea compression lz4 not null    -- canonical JSON, without stamp and secrets
);
create table sluice.stamp (
  digest   bytea primary key,                -- SHA-256 of content
  content  bytea compression lz4 not null    -- JSON that turns a body back into the element as read
);

-- A staged package: what a snapshot row names, however many elements it has.
create table sluice.manifest (
  digest         bytea primary key,          -- over the entries, cultures and rest below
  package_digest bytea not null,             -- the content's identity (stamps left out)
  flow_id        uuid not null,
  cultures       jsonb not null,             -- [{key, guid, body}]
  rest           bytea not null
);
create table sluice.manifest_element (
  manifest    bytea not null references sluice.manifest on delete cascade,
  ordinal     int not null,                  -- 0 is the flow; then file order
  kind        text not null,
  element_id  uuid not null,
  flow_id     uuid,                          -- owner of a map, group or navigation element
  name        text not null,
  body        bytea not null references sluice.body,
  stamp       bytea not null references sluice.stamp,
  version_id  uuid,
  modified    text,                          -- dateModified as the platform wrote it
  primary key (manifest, ordinal),
  unique (manifest, kind, element_id)
);
create index manifest_element_body on sluice.manifest_element (body);
create index manifest_element_stamp on sluice.manifest_element (stamp);

-- The draft: one narrow row per element of the tenant, flows included.
create table sluice.draft_element (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  kind        text not null,
  element_id  uuid not null,
  flow_id     uuid,
  name        text not null,
  base        bytea not null references sluice.body,
  overlay     jsonb,                         -- JSON merge patch on the base, null for none
  digest      bytea not null,                -- effective: of base with overlay
  stamp       bytea not null references sluice.stamp,
  version_id  uuid,
  modified    text,
  imported    bytea,                         -- effective digest last imported; null: never
  primary key (tenant_id, kind, element_id)
);
create index draft_element_flow on sluice.draft_element (tenant_id, flow_id) where flow_id is not null;
create index draft_element_base on sluice.draft_element (base, tenant_id);
create index draft_element_stamp on sluice.draft_element (stamp, tenant_id);
call sluice.fence('sluice.draft_element');

-- What of a draft flow is no element: package remainder and culture list of its last import.
create table sluice.draft_flow (
  tenant_id  uuid not null references sluice.tenant on delete cascade,
  flow_id    uuid not null,
  manifest   bytea not null references sluice.manifest,
  primary key (tenant_id, flow_id)
);
call sluice.fence('sluice.draft_flow');

create table sluice.secret (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  version_id  uuid not null,                 -- zero: the draft; else the snapshot that holds it
  kind        text not null,
  element_id  uuid not null,
  slot        text not null,
  sealed      bytea not null,
  primary key (tenant_id, version_id, kind, element_id, slot)
);
call sluice.fence('sluice.secret');
