-- name: put
insert into sluice.job_input (tenant_id, job_id, sealed) values ($1, $2, $3)

-- name: get
select sealed from sluice.job_input where tenant_id = $1 and job_id = $2
