-- name: record
insert into sluice.package (tenant_id, object_key, digest, size, sealed, flow_id, version_id)
values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, object_key) do nothing

-- name: list_sealed
select tenant_id, object_key, digest, size, sealed, flow_id, version_id
from sluice.package where tenant_id = $1 and sealed order by object_key

-- name: issue
insert into sluice.sharing_token (tenant_id, object_key, id, hash, created_by, expires_at)
values ($1, $2, $3, $4, $5, $6)

-- name: redeem
-- The policies `presented` show one token and its package, whichever tenant shared it.
select t.id as token_id,
       case when t.revoked_at is not null then 'revoked'
            when t.expires_at <= now() then 'expired'
            else 'valid' end as state,
       p.tenant_id, p.object_key, p.digest, p.size, p.sealed, p.flow_id, p.version_id
from sluice.sharing_token t
join sluice.package p on p.tenant_id = t.tenant_id and p.object_key = t.object_key
where t.hash = sluice.presented()
