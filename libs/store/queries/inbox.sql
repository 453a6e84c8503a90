-- name: receive
insert into sluice.inbox (consumer, message_id) values ($1, $2) on conflict do nothing
returning message_id

-- name: purge
delete from sluice.inbox where received_at < now() - $1::interval
