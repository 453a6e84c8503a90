-- name: get
select unsigned_packages from sluice.tenant_settings where tenant_id = $1

-- name: save
insert into sluice.tenant_settings (tenant_id, unsigned_packages) values ($1, $2)
on conflict (tenant_id) do update set unsigned_packages = excluded.unsigned_packages
