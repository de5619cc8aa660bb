-- Who may do what: principals, their keys and logins, and the requests that they made under a key.

create table access.principals (
  id uuid primary key,
  name text not null unique,
  scopes text[] not null,
  companies uuid[],
  issuer text,
  subject text,
  status text not null default 'active',
  created_at timestamptz not null,
  constraint status_is_known check (status in ('active', 'disabled')),
  constraint companies_are_named check (array_position(companies, null) is null),
  constraint token_names_issuer_and_subject check ((issuer is null) = (subject is null)),
  constraint token_is_of_one_principal unique (issuer, subject)
);
comment on table access.principals is 'Whoever acts: a service, a person, a job.';
comment on column access.principals.id is 'UUIDv7; the principal_id of entries, liens and audit.log.';
comment on column access.principals.name is 'Short unique name.';
comment on column access.principals.scopes is
  'What it may do: scopes of access.operations; admin holds all of them.';
comment on column access.principals.companies is
  'The companies that it sees and moves money of; null for all.';
comment on column access.principals.issuer is 'iss of the JWTs that speak for it.';
comment on column access.principals.subject is 'sub of the JWTs that speak for it.';
comment on column access.principals.status is 'active or disabled; a disabled one is refused everything.';
comment on column access.principals.created_at is 'When it was created.';

create table access.api_keys (
  id uuid primary key,
  principal_id uuid not null references access.principals (id),
  hash bytea not null unique,
  prefix text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint hash_is_sha256 check (length(hash) = 32)
);
comment on table access.api_keys is
  'Keys that principals authenticate with. The key itself is shown once and kept nowhere.';
comment on column access.api_keys.id is 'UUIDv7.';
comment on column access.api_keys.principal_id is 'Whom the key speaks for.';
comment on column access.api_keys.hash is
  'sha256 of the whole key: 256 random bits need no slow hash, and no one can look for a key by parts of it.';
comment on column access.api_keys.prefix is 'How the key begins, to recognise it by.';
comment on column access.api_keys.created_at is 'When it was created.';
comment on column access.api_keys.expires_at is 'From then on it is refused; null for never.';
comment on column access.api_keys.revoked_at is
  'From then on it is refused: at once, or after a rotation''s overlap; null while it is good.';
-- Serves: the keys of a principal.
create index idx_api_keys_principal_id on access.api_keys (principal_id);

create table access.logins (
  login text primary key,
  principal_id uuid not null references access.principals (id)
);
comment on table access.logins is
  'Which principal a database login reads as: row-level security shows it that principal''s companies.';
comment on column access.logins.login is 'session_user.';
comment on column access.logins.principal_id is 'The principal.';

create table access.idempotency_keys (
  principal_id uuid not null,
  operation text not null,
  key text not null,
  request jsonb not null,
  code text,
  body jsonb,
  created_at timestamptz not null,
  primary key (principal_id, operation, key),
  constraint key_is_short check (length(key) between 1 and 255)
);
comment on table access.idempotency_keys is
  'Requests made under a key and their answers, written in the commit of their effect.';
comment on column access.idempotency_keys.principal_id is 'Who asked.';
comment on column access.idempotency_keys.operation is 'What was asked for.';
comment on column access.idempotency_keys.key is 'The client''s key.';
comment on column access.idempotency_keys.request is
  'The request, {"company_id", "params", "body"}: with another one the key is refused.';
comment on column access.idempotency_keys.code is 'SQLSTATE of the refusal; null when it was done.';
comment on column access.idempotency_keys.body is
  'The answer; null only inside the transaction that works on it.';
comment on column access.idempotency_keys.created_at is 'When it was first asked.';
-- Serves: the sweep of old keys.
create index idx_idempotency_keys_created_at on access.idempotency_keys (created_at);

create type access.caller as (
  principal_id uuid,
  request_id uuid,
  companies uuid[]
);
comment on type access.caller is
  'Who asks, in which request, and the companies whose accounts it may name (null for all).';

create type access.call as (
  caller access.caller,
  company_id uuid,
  params jsonb,
  body jsonb
);
comment on type access.call is
  'A request that was let in: the company that it is about, if it says so; '
  'path and query parameters; the body.';

create type access.answer as (
  code text,
  body jsonb,
  replayed boolean
);
comment on type access.answer is
  'What became of a request: no code and the response, or the SQLSTATE of the refusal and '
  '{"detail", "errors"}; replayed when it is the answer to an earlier one of the same key.';

create type access.item as (
  "position" integer,
  caller access.caller,
  company_id uuid,
  body jsonb,
  key text,
  code text,
  answer jsonb,
  replayed boolean
);
comment on type access.item is
  'A request of a batch, by its position from 0, and what became of it: '
  'the answer with its code, or neither while it is still to be done.';

insert into access.principals (id, name, scopes, created_at)
values ('00000000-0000-7000-8000-000000000001', 'system', '{admin}', clock_timestamp());

insert into audit.table_registry values
  ('access.principals', 'reference'),
  ('access.api_keys', 'reference'),
  ('access.logins', 'reference'),
  ('access.idempotency_keys', 'local');
