-- Events to publish, written in the commit they tell of.

create table relay.outbox (
  company_id uuid not null,
  id uuid not null,
  xid xid8 not null,
  aggregate text not null,
  aggregate_version bigint not null,
  subject text not null,
  payload json not null,
  headers jsonb not null default '{}',
  created_at timestamptz not null,
  constraint aggregate_versions_are_told_once primary key (company_id, aggregate, aggregate_version)
);
comment on table relay.outbox is
  'One row an event. Versions are given under the aggregate''s lock, so they commit in order.';
comment on column relay.outbox.company_id is 'The company the event belongs to.';
comment on column relay.outbox.id is 'UUIDv7; what subscribers tell repeats by.';
comment on column relay.outbox.xid is
  'The transaction that wrote it: a reader takes what its snapshot shows and the last one did not.';
comment on column relay.outbox.aggregate is 'What it tells of: transaction/<id> or lien/<id>.';
comment on column relay.outbox.aggregate_version is 'From 1 without a gap, per aggregate.';
comment on column relay.outbox.subject is 'Such as ledger.transaction.posted.';
comment on column relay.outbox.payload is
  'The event as it is sent: json, not jsonb, for nothing reads it here; '
  '"v" is its shape, amounts are strings.';
comment on column relay.outbox.headers is 'For tracing; such as the request''s id.';
comment on column relay.outbox.created_at is 'audit.clock() when it was written.';

create type relay.event as (
  company_id uuid,
  aggregate text,
  aggregate_version bigint,
  subject text,
  payload json
);
comment on type relay.event is 'An event to be written to the outbox.';

insert into audit.table_registry values ('relay.outbox', 'company');
