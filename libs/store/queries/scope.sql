-- name: enter
select set_config('sluice.scope', $1, true), set_config('sluice.presented', $2, true)

-- name: ping
select 1
