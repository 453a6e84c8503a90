-- name: authenticate
-- The policies `presented` show one key and its builder, without any tenant in scope.
select k.tenant_id, k.id as key_id, k.name as key_name, k.scopes,
       case when k.revoked_at is not null then 'revoked'
            when k.expires_at <= now() then 'expired'
            else 'valid' end as state,
       b.id, b.email, b.first_name, b.last_name
from sluice.api_key k
join sluice.builder b on b.tenant_id = k.tenant_id and b.id = k.builder_id
where k.hash = sluice.presented()

-- name: insert
insert into sluice.api_key (tenant_id, id, builder_id, name, hash, scopes, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning id, builder_id, name, scopes, created_at, expires_at, revoked_at

-- name: of_builder
select id, builder_id, name, scopes, created_at, expires_at, revoked_at from sluice.api_key
where tenant_id = $1 and builder_id = $2 and revoked_at is null order by name

-- name: revoke
update sluice.api_key set revoked_at = now()
where tenant_id = $1 and builder_id = $2 and name = $3 and revoked_at is null
returning id
