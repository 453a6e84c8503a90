-- name: insert_root
insert into sluice.tenant (id, path, name, summary) values ($1, array[$1::uuid], $2, $3)
returning id, parent_id, path, name, summary, revision, created_at

-- name: insert_subtenant
insert into sluice.tenant (id, parent_id, path, name, summary)
select $2, p.id, p.path || $2::uuid, $3, $4 from sluice.tenant p where p.id = $1
returning id, parent_id, path, name, summary, revision, created_at

-- name: children
select id, parent_id, path, name, summary, revision, created_at
from sluice.tenant where parent_id = $1 order by lower(name)

-- name: find
select id, parent_id, path, name, summary, revision, created_at from sluice.tenant where id = $1

-- name: is_within
select exists (select from sluice.tenant where id = $2 and path @> array[$1::uuid])

-- name: lock
-- One order for everyone: two transactions that lock several tenants wait, and never deadlock.
-- `no key update` lets rows that refer to the tenant be inserted meanwhile.
select id from sluice.tenant where id = any ($1::uuid[]) order by id for no key update

-- name: raise_revision
-- A statement of its own, after `lock`: in one with it, this would still see the row as it was
-- before the wait, and queue for it behind those who wait for us.
update sluice.tenant set revision = revision + 1 where id = any ($1::uuid[])
returning id, revision
