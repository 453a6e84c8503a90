-- name: begin
select set_config('sluice.import', $1, true)

-- name: record
insert into sluice.import_run (tenant_id, job_id, flow_id, revision) values ($1, $2, $3, $4)

-- name: find
select job_id, flow_id, revision, reverted_at from sluice.import_run
where tenant_id = $1 and job_id = $2
