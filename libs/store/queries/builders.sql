-- name: insert
insert into sluice.builder (tenant_id, id, email, first_name, last_name) values ($1, $2, $3, $4, $5)

-- name: by_ids
select id, email, first_name, last_name from sluice.builder
where tenant_id = $1 and id = any ($2::uuid[])

-- name: by_email
select id, email, first_name, last_name from sluice.builder
where tenant_id = $1 and lower(email) = lower($2)
