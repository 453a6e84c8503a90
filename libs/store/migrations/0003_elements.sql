-- Content is stored once for all tenants, by digest. The services may add to it, and read it only
-- through views that start from a tenant's own rows (0004). The checks keep one tenant from
-- storing something else under a digest that another one relies on.
create table sluice.body (
  digest   bytea primary key check (digest = sha256(content)),
  content  bytea compression lz4 not null    -- canonical JSON, without stamp and secrets
);
create table sluice.stamp (
  digest   bytea primary key check (digest = sha256(content)),
  content  bytea compression lz4 not null    -- JSON that turns a body back into the element as read
);

-- A staged package: what a snapshot row names, however many elements it has.
create table sluice.manifest (
  digest          bytea primary key check (length(digest) = 32),  -- over all that follows
  package_digest  bytea not null,            -- the content's identity (stamps left out)
  flow_id         uuid not null,
  cultures        jsonb not null,            -- [{key, guid, body: JSON text}]
  rest            bytea not null
);
create table sluice.manifest_element (
  manifest    bytea not null references sluice.manifest on delete cascade,
  ordinal     int not null,                  -- 0 is the flow; then file order
  kind        text not null check (octet_length(kind) <= 200),
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

do $$
declare t text;
begin
  foreach t in array array['body', 'stamp', 'manifest', 'manifest_element'] loop
    execute format('alter table sluice.%I enable row level security', t);
    execute format('alter table sluice.%I force row level security', t);
    execute format('create policy staged on sluice.%I for insert to sluice_service '
                   'with check (true)', t);
    execute format('grant insert on sluice.%I to sluice_service', t);
    execute format('create policy through_views on sluice.%I for select to sluice_system '
                   'using (true)', t);
    execute format('grant select on sluice.%I to sluice_system', t);
  end loop;
end $$;

-- The draft: one narrow row per element of the tenant, flows included.
create table sluice.draft_element (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  kind        text not null check (octet_length(kind) <= 200),
  element_id  uuid not null,
  flow_id     uuid,                          -- owner of a map, group or navigation; a flow's own id
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
create index draft_element_flow on sluice.draft_element (tenant_id, flow_id);
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
  kind        text not null check (octet_length(kind) <= 200),
  element_id  uuid not null,
  slot        text not null check (octet_length(slot) <= 2000),
  sealed      bytea not null,
  primary key (tenant_id, version_id, kind, element_id, slot)
);
call sluice.fence('sluice.secret');
