-- name: record
insert into sluice.upload (tenant_id, job_id, object_key, digest, size) values ($1, $2, $3, $4, $5)

-- name: find
select tenant_id, job_id, object_key, digest, size from sluice.upload
where tenant_id = $1 and job_id = $2

-- name: of_tenant
select object_key from sluice.upload where tenant_id = $1 order by object_key

-- name: forget
delete from sluice.upload where tenant_id = $1 and job_id = $2

-- name: ended
select tenant_id, job_id, object_key from sluice.ended_uploads($1)
