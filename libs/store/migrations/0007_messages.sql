-- System tables: no tenant's data beyond the ids, names and URIs that messages carry, reached by
-- no API, so no fence. tests/integration/store/test_fence.py lists them with this reason and
-- refuses any other.
create table sluice.outbox (
  id            bigint generated always as identity primary key,
  message_id    uuid not null unique,
  exchange      text not null,
  routing_key   text not null,
  content_type  text not null,
  payload       bytea not null,
  headers       jsonb not null default '{}',
  attempts      int not null default 0,
  available_at  timestamptz not null default now(),
  last_error    text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create table sluice.inbox (
  consumer     text not null,
  message_id   uuid not null,
  received_at  timestamptz not null default now(),
  primary key (consumer, message_id)
);
create index inbox_received on sluice.inbox (received_at);

create table sluice.dead_letter (
  id           bigint generated always as identity primary key,
  message_id   text,
  queue        text not null,
  exchange     text not null,
  routing_key  text not null,
  reason       text not null,
  headers      jsonb not null,
  payload      bytea not null,               -- raw: what cannot be decoded must not be lost
  received_at  timestamptz not null default now(),
  replayed_at  timestamptz
);

grant select, insert, update, delete on sluice.outbox, sluice.inbox, sluice.dead_letter
  to sluice_service;
