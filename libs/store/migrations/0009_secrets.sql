-- A secret is sealed once under a key of its own, for however many tenants; that key lies wrapped
-- for each tenant that has the secret. What names a secret names its content, so rows, recorded
-- pre-images and copies stay as they are when the keys of the service change.
create table sluice.secret_content (
  id      uuid primary key,
  sealed  bytea not null
);
alter table sluice.secret_content enable row level security;
alter table sluice.secret_content force row level security;
create policy sealed on sluice.secret_content for insert to sluice_service with check (true);
create policy through_views on sluice.secret_content to sluice_system using (true);
grant insert on sluice.secret_content to sluice_service;
grant select, update (sealed) on sluice.secret_content to sluice_system;

create table sluice.secret_key (
  tenant_id   uuid not null references sluice.tenant on delete cascade,
  content_id  uuid not null references sluice.secret_content,
  wrapped     bytea,                         -- null: the content is sealed under the tenant's key
  primary key (tenant_id, content_id)
);
call sluice.fence('sluice.secret_key');

-- What was sealed until now is sealed under its tenant's key. The owner looks past the fence here.
alter table sluice.secret no force row level security;
alter table sluice.secret_key no force row level security;
alter table sluice.secret_content no force row level security;
alter table sluice.secret add column content_id uuid, add column origin text;
-- Who brought it. What was not recorded counts as the package's: no alarm is raised over a guess.
update sluice.secret set content_id = gen_random_uuid(), origin = 'package';
insert into sluice.secret_content (id, sealed) select content_id, sealed from sluice.secret;
insert into sluice.secret_key (tenant_id, content_id) select tenant_id, content_id from sluice.secret;
alter table sluice.secret alter column content_id set not null, drop column sealed,
  alter column origin set not null, add check (origin in ('package', 'binding', 'tenant')),
  add foreign key (tenant_id, content_id) references sluice.secret_key;
alter table sluice.secret force row level security;
alter table sluice.secret_key force row level security;
alter table sluice.secret_content force row level security;

grant select on sluice.secret_key to sluice_system;
grant select (id) on sluice.tenant to sluice_system;
create policy every on sluice.tenant for select to sluice_system using (true);
grant create on schema sluice to sluice_system;
set local role sluice_system;

create view sluice.sealed_content with (security_barrier) as
select k.tenant_id, k.content_id, k.wrapped, c.sealed
from sluice.secret_key k
join sluice.secret_content c on c.id = k.content_id;

-- The same content, sealed under another key of its tenant's. One that lies wrapped for several
-- tenants is never sealed anew: only its key is wrapped again.
create function sluice.reseal(owner uuid, contents uuid[], seals bytea[]) returns void
language sql volatile security definer set search_path = ''
as $$
  update sluice.secret_content c set sealed = n.sealed
  from unnest(contents, seals) as n (id, sealed)
  join sluice.secret_key k on k.tenant_id = owner and k.content_id = n.id and k.wrapped is null
  where c.id = n.id
$$;

-- For the change of keys, which goes through every tenant, each in a scope of its own.
create function sluice.tenants_after(previous uuid, most int) returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select t.id from sluice.tenant t where t.id > previous order by t.id limit most
$$;

grant select on sluice.sealed_content to sluice_service;
revoke all on function sluice.reseal(uuid, uuid[], bytea[]), sluice.tenants_after(uuid, int)
  from public;
grant execute on function sluice.reseal(uuid, uuid[], bytea[]), sluice.tenants_after(uuid, int)
  to sluice_service;
set local role sluice_owner;
revoke create on schema sluice from sluice_system;
