-- name: add
insert into sluice.outbox (message_id, exchange, routing_key, content_type, payload, headers)
select m.message_id, m.exchange, m.routing_key, m.content_type, m.payload, m.headers
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::jsonb[])
  with ordinality as m (message_id, exchange, routing_key, content_type, payload, headers, position)
order by m.position

-- name: take
select id, message_id, exchange, routing_key, content_type, payload, headers, attempts
from sluice.outbox where available_at <= now() order by id limit $1
for update skip locked

-- name: settle
with sent as (delete from sluice.outbox where id = any ($1::bigint[]))
update sluice.outbox o
set attempts = o.attempts + 1, last_error = f.error,
    available_at = now() + make_interval(secs => least(power(2, least(o.attempts, 20)), $4))
from unnest($2::bigint[], $3::text[]) as f (id, error)
where o.id = f.id
