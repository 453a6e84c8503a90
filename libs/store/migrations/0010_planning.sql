-- What a plan asks of a tenant's draft, so that it asks with indexes. Names and URIs have any length,
-- which no index takes, so they are looked for by hash. The hash is a column: row-level security
-- keeps a function of the row, which might tell of it, out of an index search.
alter table sluice.draft_element
  add column endpoint text,                  -- a connector's effective URI
  add column revision bigint not null default 0,  -- the tenant's, when the row was last written
  add column name_hash bigint generated always as (hashtextextended(name, 0)) stored,
  add column endpoint_hash bigint generated always as (hashtextextended(endpoint, 0)) stored;
create index draft_element_name on sluice.draft_element (tenant_id, kind, name_hash);
create index draft_element_endpoint on sluice.draft_element (tenant_id, endpoint_hash)
  where endpoint_hash is not null;
create index draft_element_base on sluice.draft_element (tenant_id, base);

alter table sluice.draft_element no force row level security;
alter table sluice.body no force row level security;
do $$
declare
  connector record;
begin
  for connector in select * from sluice.draft_element where kind = 'service' loop
    begin
      update sluice.draft_element e
      set endpoint = coalesce(e.overlay ->> 'uri', convert_from(b.content, 'UTF8')::jsonb ->> 'uri')
      from sluice.body b
      where e.tenant_id = connector.tenant_id and e.kind = connector.kind
        and e.element_id = connector.element_id and b.digest = e.base;
    exception when untranslatable_character then
      null;  -- a NUL somewhere in it: such a connector has no end-point until it is written again
    end;
  end loop;
end $$;

-- What a body refers to, each thing once; filled when the body is staged.
create table sluice.body_reference (
  digest       bytea not null references sluice.body on delete cascade,
  ordinal      int not null,
  how          text not null,                -- as libs.flows.references has it
  target_kind  text,
  target_id    uuid,
  name         text,
  primary key (digest, ordinal)
);
create index body_reference_target on sluice.body_reference (target_id) where target_id is not null;
create index body_reference_name on sluice.body_reference using hash (name) where how = 'name';
alter table sluice.body_reference enable row level security;
alter table sluice.body_reference force row level security;
create policy staged on sluice.body_reference for insert to sluice_service with check (true);
create policy through_views on sluice.body_reference for select to sluice_system using (true);
grant insert on sluice.body_reference to sluice_service;
grant select on sluice.body_reference to sluice_system;

-- Every content that an element has had in the draft: how going back is told from going on.
create table sluice.element_history (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  kind        text not null check (octet_length(kind) <= 200),
  element_id  uuid not null,
  digest      bytea not null,                -- of the base, before the overlay
  primary key (tenant_id, kind, element_id, digest)
);
call sluice.fence('sluice.element_history');
alter table sluice.element_history no force row level security;
insert into sluice.element_history (tenant_id, kind, element_id, digest)
select tenant_id, kind, element_id, base from sluice.draft_element;
alter table sluice.element_history force row level security;
alter table sluice.draft_element force row level security;
alter table sluice.body force row level security;

-- Elements of packages that were mapped to ones the tenant had, so that it is done again next time.
create table sluice.element_mapping (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  kind        text not null check (octet_length(kind) <= 200),
  source_id   uuid not null,                 -- in packages
  target_id   uuid not null,                 -- in the tenant
  properties  jsonb not null default '{}',   -- ids inside a type, source to target
  primary key (tenant_id, kind, source_id)
);
call sluice.fence('sluice.element_mapping');

grant create on schema sluice to sluice_system;
set local role sluice_system;
create view sluice.draft_reference with (security_barrier) as
select d.tenant_id, d.kind, d.element_id, d.flow_id, d.name as element_name, d.revision,
       r.how, r.target_kind, r.target_id, r.name
from sluice.draft_element d
join sluice.body_reference r on r.digest = d.base;
grant select on sluice.draft_reference to sluice_service;
set local role sluice_owner;
revoke create on schema sluice from sluice_system;
