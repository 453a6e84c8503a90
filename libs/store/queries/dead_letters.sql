-- name: keep
insert into sluice.dead_letter (message_id, queue, exchange, routing_key, reason, headers, payload)
values ($1, $2, $3, $4, $5, $6, $7) returning id

-- name: list
select id, message_id, queue, exchange, routing_key, reason, headers, payload, received_at, replayed_at
from sluice.dead_letter where id > $1 order by id limit $2

-- name: take_for_replay
with taken as (
  update sluice.dead_letter set replayed_at = now()
  where id = any ($1::bigint[]) and replayed_at is null
  returning id, message_id, queue, exchange, routing_key, reason, headers, payload, received_at, replayed_at
)
select * from taken order by id
