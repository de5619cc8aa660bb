-- The tables of the first release: sql/schema/, file after file. Made by `make migrations`; do not edit.

-- sql/schema/000_schemas.sql

-- The Postgres schemas. Table, view and function names are unique across them, so that `search_path`
-- can hold all.

create schema ledger;
comment on schema ledger is 'Companies, accounts, journal, liens: the double-entry ledger.';

create schema chain;
comment on schema chain is 'Chained transaction events: sagas whose steps move money, and liens inside them.';

create schema relay;
comment on schema relay is 'The transactional outbox: events written in the commit they tell of.';

create schema access;
comment on schema access is 'Who may do what.';

create schema audit;
comment on schema audit is
  'The clock, the invariants, the log of privileged acts, and what the loader keeps.';

-- sql/schema/010_audit.sql

-- What watches over the rest: the registry of tables, the log of acts, the loader's record.

create table audit.table_registry (
  name text primary key,
  kind text not null,
  constraint kind_is_known check (kind in ('company', 'reference', 'local'))
);
comment on table audit.table_registry is
  'Says of every table how it would be distributed by company; '
  'a test fails for a table that is missing here.';
comment on column audit.table_registry.name is 'schema.table';
comment on column audit.table_registry.kind is
  'company: rows belong to one company, keys lead with company_id; '
  'reference: small, a copy on each node; local: one node.';

create table audit.log (
  company_id uuid not null,
  id uuid not null,
  occurred_at timestamptz not null,
  principal_id uuid not null,
  action text not null,
  subject_id uuid,
  detail jsonb not null default '{}',
  primary key (company_id, id)
);
comment on table audit.log is 'Append-only record of privileged acts: who did what to which row, and when.';
comment on column audit.log.company_id is
  'The company whose books the act concerns; access.installation() for none.';
comment on column audit.log.id is 'UUIDv7, so that the key orders by time.';
comment on column audit.log.occurred_at is 'audit.clock() at the act.';
comment on column audit.log.principal_id is 'Who asked for it.';
comment on column audit.log.action is 'schema.function that acted.';
comment on column audit.log.subject_id is 'The row acted on, where there is one.';
comment on column audit.log.detail is 'The arguments that mattered; never a secret.';

create type audit.act as (
  company_id uuid,
  principal_id uuid,
  action text,
  subject_id uuid,
  detail jsonb
);
comment on type audit.act is 'A privileged act, as audit.log keeps it.';

create table audit.loaded_objects (
  path text primary key,
  kind text not null,
  identity text not null,
  checksum text not null,
  loaded_at timestamptz not null
);
comment on table audit.loaded_objects is
  'What `holdfast migrate` loaded from sql/, so that it touches only what differs.';
comment on column audit.loaded_objects.path is 'The file, relative to sql/.';
comment on column audit.loaded_objects.kind is 'function, view, materialized view or security.';
comment on column audit.loaded_objects.identity is
  'The object in the catalog: schema.function(argument types) or schema.view.';
comment on column audit.loaded_objects.checksum is 'sha256 of the file.';
comment on column audit.loaded_objects.loaded_at is 'When it was last loaded.';

create table audit.seals (
  block_no bigint primary key,
  previous_root bytea,
  root bytea not null,
  leaf_count integer not null,
  sealed_at timestamptz not null,
  system_identifier bigint not null,
  horizon bigint,
  constraint blocks_count_from_one check (block_no > 0),
  constraint first_block_alone_follows_none check ((block_no = 1) = (previous_root is null)),
  constraint roots_are_sha256 check (length(root) = 32 and length(previous_root) = 32),
  constraint block_has_leaves check (leaf_count > 0)
);
comment on table audit.seals is
  'Blocks of evidence: each closes over journal entries and events of chains by the root of a Merkle tree, '
  'and over the block before. Append-only.';
comment on column audit.seals.block_no is 'From 1 without a gap.';
comment on column audit.seals.previous_root is 'The root of the block before; null for the first.';
comment on column audit.seals.root is
  'Root of the tree (RFC 6962) whose first leaf is audit.seal_text of this row, and whose others are the '
  'block''s seal_leaves: who knows it knows all that was sealed up to it.';
comment on column audit.seals.leaf_count is 'How many seal_leaves it has.';
comment on column audit.seals.sealed_at is 'audit.clock() when it was closed.';
comment on column audit.seals.system_identifier is
  'The Postgres cluster that closed it: in another one, as after a dump and restore, xids begin anew.';
comment on column audit.seals.horizon is
  'An xid: what transactions below it wrote was sealed by then, and none of them was still open; null where '
  'only a look at every row tells what is left to seal.';

create table audit.seal_leaves (
  company_id uuid not null,
  subject_id uuid not null,
  block_no bigint not null,
  seq integer not null,
  leaf_index integer not null,
  hash bytea not null,
  primary key (company_id, subject_id, seq),
  constraint blocks_count_from_one check (block_no > 0),
  constraint leaves_count_from_one check (leaf_index > 0),
  constraint hash_is_sha256 check (length(hash) = 32)
);
comment on table audit.seal_leaves is
  'What is sealed, a row an entry and a row an event. Append-only. Kept, for it says what a block has where '
  'xids began anew, and which of its rows is not what it was.';
comment on column audit.seal_leaves.company_id is 'The row''s company.';
comment on column audit.seal_leaves.subject_id is 'The journal entry, or the chain.';
comment on column audit.seal_leaves.block_no is 'The block.';
comment on column audit.seal_leaves.seq is '0 for an entry with its lines, else the seq of a chain''s event.';
comment on column audit.seal_leaves.leaf_index is
  'Its place in the block''s tree, from 1: the block''s own text is 0.';
comment on column audit.seal_leaves.hash is
  'audit.hash_leaf of audit.entry_text or audit.event_text of the row.';
-- Serves: the leaves of a block, in the order of its tree.
create index idx_seal_leaves_block_no on audit.seal_leaves (block_no, leaf_index);

insert into audit.table_registry values
  ('audit.table_registry', 'reference'),
  ('audit.log', 'company'),
  ('audit.loaded_objects', 'local'),
  ('audit.seals', 'local'),
  ('audit.seal_leaves', 'company');

-- sql/schema/015_access.sql

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

-- sql/schema/020_ledger.sql

-- Companies, accounts and the journal.
--
-- A company's rows lead with company_id in every key, so that the tables can be distributed by it. Foreign
-- keys stand where they are cheap; from entries, lines and liens there are none (the line trigger and the
-- functions check, an invariant looks again): one to companies alone costs a fifth of the posting rate.

create domain ledger.amount as numeric
  constraint amount_is_finite_with_at_most_30_integer_digits check (value > -1e30 and value < 1e30);
comment on domain ledger.amount is
  'Money in units of its currency (never cents). '
  'NaN and Infinity are refused: both compare greater than any number.';

create table ledger.currencies (
  code text primary key,
  exponent smallint not null,
  name text not null,
  constraint code_is_a_short_word check (code ~ '^[A-Za-z][A-Za-z0-9_]{1,15}$'),
  constraint exponent_fits_an_amount check (exponent between 0 and 18)
);
comment on table ledger.currencies is 'ISO 4217, tokens (x + code), and other units such as loyalty points.';
comment on column ledger.currencies.code is 'ISO 4217 code; a token is x + code, such as xUSD.';
comment on column ledger.currencies.exponent is 'Decimals of an amount: 2 for EUR, 0 for JPY, 3 for BHD.';
comment on column ledger.currencies.name is 'The English name.';

create table ledger.companies (
  id uuid primary key,
  code text not null unique,
  name text not null,
  kind text not null default 'business',
  status text not null default 'active',
  created_at timestamptz not null,
  constraint code_is_not_blank check (code = btrim(code) and code <> ''),
  constraint kind_is_known check (kind in ('business', 'bank', 'platform')),
  constraint status_is_known check (status in ('active', 'closed'))
);
comment on table ledger.companies is
  'Legal entities that own accounts; each has books of its own that balance.';
comment on column ledger.companies.id is 'UUIDv7.';
comment on column ledger.companies.code is 'Short unique name.';
comment on column ledger.companies.name is 'Full name.';
comment on column ledger.companies.kind is 'business, bank or platform.';
comment on column ledger.companies.status is
  'active or closed; for a closed company no account is opened by hand.';
comment on column ledger.companies.created_at is 'When it was created.';

create table ledger.posting_limits (
  company_id uuid primary key references ledger.companies (id),
  max_transactions_per_group integer not null default 100,
  max_amount_per_transaction ledger.amount not null default 1000000.00,
  enable_rollback boolean not null default true,
  audit_trail_enabled boolean not null default true,
  validation_strict_mode boolean not null default true,
  auto_intercompany boolean not null default true,
  constraint max_transactions_per_group_is_positive check (max_transactions_per_group > 0),
  constraint max_amount_per_transaction_is_positive check (max_amount_per_transaction > 0)
);
comment on table ledger.posting_limits is
  'A company''s settings for atomic transactions; a row with each company.';
comment on column ledger.posting_limits.company_id is 'The company.';
comment on column ledger.posting_limits.max_transactions_per_group is
  'Most transactions in one atomic transaction.';
comment on column ledger.posting_limits.max_amount_per_transaction is
  'Largest debit total of one transaction, per currency.';
comment on column ledger.posting_limits.enable_rollback is 'Whether atomic transactions may be rolled back.';
comment on column ledger.posting_limits.audit_trail_enabled is
  'Whether atomic transactions also write audit.log; journal and events are always written.';
comment on column ledger.posting_limits.validation_strict_mode is 'Whether unknown fields are refused.';
comment on column ledger.posting_limits.auto_intercompany is
  'Whether lines on another company''s accounts are settled by due-to/due-from lines, or refused.';

create table ledger.accounts (
  company_id uuid not null references ledger.companies (id),
  id uuid not null,
  code text not null,
  name text not null,
  user_id text,
  holder_company_id uuid,
  type text not null,
  purpose text not null,
  currency text not null references ledger.currencies (code),
  normal_side text not null,
  floor ledger.amount,
  status text not null default 'open',
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  primary key (company_id, id),
  constraint code_is_unique_in_the_company unique (company_id, code),
  constraint code_is_not_blank check (code = btrim(code) and code <> ''),
  constraint type_is_known check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
  constraint purpose_is_a_word check (purpose ~ '^[a-z][a-z0-9_]*$'),
  constraint normal_side_is_debit_or_credit check (normal_side in ('debit', 'credit')),
  constraint status_is_known check (status in ('open', 'frozen', 'closed')),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object')
);
comment on table ledger.accounts is 'One currency, one company, one normal side, one floor. Never deleted.';
comment on column ledger.accounts.company_id is 'The company in whose books it stands.';
comment on column ledger.accounts.id is 'UUIDv7; of an intercompany account derived from what it is.';
comment on column ledger.accounts.code is 'Unique in the company.';
comment on column ledger.accounts.name is 'For people.';
comment on column ledger.accounts.user_id is 'The wallet''s user, as the client names them.';
comment on column ledger.accounts.holder_company_id is
  'The company that the account is held for, such as a bank or an intercompany partner.';
comment on column ledger.accounts.type is 'asset, liability, equity, income or expense.';
comment on column ledger.accounts.purpose is
  'wallet, holding, clearing, fee, reserve, token, intercompany, general, or a word of your own.';
comment on column ledger.accounts.currency is 'The currency of all its lines.';
comment on column ledger.accounts.normal_side is 'The side that increases it.';
comment on column ledger.accounts.floor is 'What available may not be lowered below; null is no limit.';
comment on column ledger.accounts.status is 'open, frozen (no posting) or closed (for good).';
comment on column ledger.accounts.metadata is 'The client''s; never read as an instruction.';
comment on column ledger.accounts.created_at is 'When it was opened.';

-- Serves: which company an account belongs to, given only its id.
create index idx_accounts_id on ledger.accounts (id);
-- Serves: the accounts of a user.
create index idx_accounts_user_id on ledger.accounts (company_id, user_id, id) where user_id is not null;

-- Serves: what moved between companies.
create index idx_accounts_intercompany on ledger.accounts (company_id) where purpose = 'intercompany';

create table ledger.balances (
  company_id uuid not null,
  account_id uuid not null,
  debits numeric not null default 0,
  credits numeric not null default 0,
  held numeric not null default 0,
  version bigint not null default 0,
  posted_at timestamptz,
  next_lien_expiry timestamptz,
  primary key (company_id, account_id),
  foreign key (company_id, account_id) references ledger.accounts (company_id, id),
  constraint totals_only_count_up check (
    debits >= 0 and debits < 'Infinity' and credits >= 0 and credits < 'Infinity'),
  constraint held_is_not_negative check (held >= 0 and held < 'Infinity')
) with (fillfactor = 50);
comment on table ledger.balances is
  'An account''s totals: a projection of its lines and liens that only their triggers move. '
  'Its row is the account''s lock.';
comment on column ledger.balances.company_id is 'The company.';
comment on column ledger.balances.account_id is 'The account.';
comment on column ledger.balances.debits is 'Sum of all debits ever; posted is one side minus the other.';
comment on column ledger.balances.credits is 'Sum of all credits ever.';
comment on column ledger.balances.held is
  'Sum of what its active liens hold, expired ones included until they are swept.';
comment on column ledger.balances.version is 'How many lines it has; the last line''s account_version.';
comment on column ledger.balances.posted_at is 'When its last line was posted; never goes back.';
comment on column ledger.balances.next_lien_expiry is
  'The earliest expiry of its active liens: before it, held is exact.';

create table ledger.transaction_groups (
  company_id uuid not null,
  id uuid not null,
  name text,
  description text,
  status text not null default 'active',
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  primary key (company_id, id),
  constraint status_is_known check (status in ('active', 'closed'))
);
comment on table ledger.transaction_groups is
  'Atomic transactions that belong together: a day''s receipts, a batch.';
comment on column ledger.transaction_groups.company_id is 'The company.';
comment on column ledger.transaction_groups.id is 'UUIDv7.';
comment on column ledger.transaction_groups.name is
  'Null for a group that was made for one atomic transaction.';
comment on column ledger.transaction_groups.description is 'Of the request that made it.';
comment on column ledger.transaction_groups.status is 'active takes more transactions; closed does not.';
comment on column ledger.transaction_groups.metadata is 'The client''s.';
comment on column ledger.transaction_groups.created_at is 'When it was made.';

-- Serves: joining the open group of a name; there is at most one.
create unique index idx_transaction_groups_active_name on ledger.transaction_groups (company_id, name)
  where status = 'active' and name is not null;
-- Serves: listing a company's groups, newest first.
create index idx_transaction_groups_created_at on ledger.transaction_groups (company_id, created_at, id);

create table ledger.atomic_transactions (
  company_id uuid not null,
  id uuid not null,
  transaction_group_id uuid not null,
  status text not null default 'pending',
  description text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  completed_at timestamptz,
  rolled_back_at timestamptz,
  rollback_data jsonb,
  primary key (company_id, id),
  foreign key (company_id, transaction_group_id) references ledger.transaction_groups (company_id, id),
  constraint status_is_known check (status in ('pending', 'completed', 'rolled_back', 'failed')),
  constraint completed_has_a_time check (
    (status in ('completed', 'rolled_back')) = (completed_at is not null)),
  constraint rolled_back_has_a_time_and_a_reason check (
    (status = 'rolled_back') = (rolled_back_at is not null)
    and (status = 'rolled_back') = (rollback_data is not null))
);
comment on table ledger.atomic_transactions is
  'Requests of several journal transactions that succeed or fail together.';
comment on column ledger.atomic_transactions.company_id is
  'The company that asked; the hub of its intercompany lines.';
comment on column ledger.atomic_transactions.id is 'UUIDv7; the transaction_id of its journal entries.';
comment on column ledger.atomic_transactions.transaction_group_id is 'Its group.';
comment on column ledger.atomic_transactions.status is 'pending, completed, rolled_back or failed.';
comment on column ledger.atomic_transactions.description is 'Of the request.';
comment on column ledger.atomic_transactions.metadata is 'The client''s.';
comment on column ledger.atomic_transactions.created_at is 'When it was asked for.';
comment on column ledger.atomic_transactions.completed_at is 'When its entries were posted.';
comment on column ledger.atomic_transactions.rolled_back_at is 'When its entries were reversed.';
comment on column ledger.atomic_transactions.rollback_data is
  'Who rolled it back, why, and the reversing entries.';

-- Serves: look-ups without the company.
create index idx_atomic_transactions_id on ledger.atomic_transactions (id);
create index idx_atomic_transactions_group_id
  on ledger.atomic_transactions (company_id, transaction_group_id);
create index idx_atomic_transactions_status on ledger.atomic_transactions (company_id, status);
create index idx_atomic_transactions_company_id on ledger.atomic_transactions (company_id);
create index idx_atomic_transactions_created_at on ledger.atomic_transactions (company_id, created_at);
comment on index ledger.idx_atomic_transactions_group_id is
  'Serves: the transactions of a group, and their count.';
comment on index ledger.idx_atomic_transactions_status is 'Serves: counts by status.';
comment on index ledger.idx_atomic_transactions_company_id is
  'Named by the guide; serves counts of a company.';
comment on index ledger.idx_atomic_transactions_created_at is
  'Serves: a company''s transactions in time order.';

create table ledger.journal_entries (
  company_id uuid not null,
  id uuid not null,
  hub_id uuid,
  transaction_id uuid not null,
  chain_id uuid,
  step text,
  principal_id uuid not null,
  request_id uuid,
  description text not null,
  posted_at timestamptz not null,
  effective_at timestamptz not null,
  reverses_entry_id uuid,
  line_count integer not null,
  metadata jsonb not null default '{}',
  lien_id uuid,
  xid bigint not null default (pg_catalog.pg_current_xact_id()::text)::bigint,
  primary key (company_id, id),
  constraint times_are_finite check (isfinite(posted_at) and isfinite(effective_at)),
  constraint entry_has_at_least_two_lines check (line_count >= 2)
);
comment on table ledger.journal_entries is
  'One company''s side of a transaction; its debits equal its credits per currency. Append-only.';
comment on column ledger.journal_entries.company_id is 'The company in whose books it stands.';
comment on column ledger.journal_entries.id is 'UUIDv7.';
comment on column ledger.journal_entries.hub_id is
  'The company that asked, whose transaction it is; null where that is company_id.';
comment on column ledger.journal_entries.transaction_id is 'What posts together, in all companies.';
comment on column ledger.journal_entries.chain_id is 'The chain that posted it, if one did.';
comment on column ledger.journal_entries.step is 'The chain''s step.';
comment on column ledger.journal_entries.principal_id is 'Who posted it.';
comment on column ledger.journal_entries.request_id is 'The request, for tracing.';
comment on column ledger.journal_entries.description is 'What it is for.';
comment on column ledger.journal_entries.posted_at is
  'When we booked it; per account, time order is version order.';
comment on column ledger.journal_entries.effective_at is
  'When it counts for the customer; posted_at unless said.';
comment on column ledger.journal_entries.reverses_entry_id is
  'The entry of the same company that this one undoes.';
comment on column ledger.journal_entries.line_count is
  'How many lines it has; they come in one statement or not at all.';
comment on column ledger.journal_entries.metadata is 'The client''s; never read as an instruction.';
comment on column ledger.journal_entries.lien_id is 'The lien that it captures, if it does.';
comment on column ledger.journal_entries.xid is
  'The transaction that wrote it, an xid8 as a number: audit.seal looks by it for what is new.';

-- Serves: what was captured of a lien.
create index idx_journal_entries_lien_id on ledger.journal_entries (company_id, lien_id)
  where lien_id is not null;
-- Serves: the entries of a transaction; whether a client's transaction_id was used.
create index idx_journal_entries_transaction_id on ledger.journal_entries (transaction_id, company_id);
-- Serves: a transaction's entries in the books of partners.
create index idx_journal_entries_hub_id on ledger.journal_entries (hub_id, transaction_id)
  where hub_id is not null;
-- Serves: an entry is reversed once, whoever tries.
create unique index idx_journal_entries_reverses_entry_id
  on ledger.journal_entries (company_id, reverses_entry_id)
  where reverses_entry_id is not null;
-- Serves: what audit.seal has not seen yet. BRIN, for it costs an insert next to nothing: rows lie in about
-- the order of their transactions. It has no operators for xid8, so xid is a number.
create index idx_journal_entries_xid on ledger.journal_entries using brin (xid) with (autosummarize = on);

create table ledger.journal_lines (
  company_id uuid not null,
  entry_id uuid not null,
  line_no integer not null,
  account_id uuid not null,
  currency text not null,
  debit_amount ledger.amount not null,
  credit_amount ledger.amount not null,
  description text,
  balance_after numeric not null,
  account_version bigint not null,
  primary key (company_id, entry_id, line_no),
  constraint line_is_either_debit_or_credit check (
    debit_amount >= 0 and credit_amount >= 0 and (debit_amount = 0) <> (credit_amount = 0)),
  constraint account_version_counts_the_accounts_lines unique (company_id, account_id, account_version)
);
comment on table ledger.journal_lines is
  'Debits and credits. Inserting them moves the balances; nothing else does. Append-only.';
comment on column ledger.journal_lines.company_id is 'The company.';
comment on column ledger.journal_lines.entry_id is 'The entry.';
comment on column ledger.journal_lines.line_no is 'From 1, without a gap.';
comment on column ledger.journal_lines.account_id is 'The account.';
comment on column ledger.journal_lines.currency is 'The account''s currency.';
comment on column ledger.journal_lines.debit_amount is 'Zero on a credit line.';
comment on column ledger.journal_lines.credit_amount is 'Zero on a debit line.';
comment on column ledger.journal_lines.description is 'What it is for.';
comment on column ledger.journal_lines.balance_after is
  'The account''s posted balance, on its normal side, after this line.';
comment on column ledger.journal_lines.account_version is
  'The account''s lines, counted from 1 without a gap.';

create table ledger.liens (
  company_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  amount ledger.amount not null,
  captured ledger.amount not null default 0,
  released ledger.amount not null default 0,
  status text not null default 'active',
  reason text,
  expires_at timestamptz,
  chain_id uuid,
  step text,
  beneficiary_account_id uuid,
  version integer not null default 1,
  principal_id uuid not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (company_id, id),
  constraint status_is_known check (status in ('active', 'captured', 'released', 'expired')),
  constraint amount_is_positive check (amount > 0),
  constraint parts_are_within_the_amount check (
    captured >= 0 and released >= 0 and captured + released <= amount),
  constraint ended_has_no_rest check ((status = 'active') = (captured + released < amount)),
  constraint ended_has_a_time check ((status = 'active') = (ended_at is null)),
  constraint chain_lien_has_no_expiry check (chain_id is null or expires_at is null)
);
comment on table ledger.liens is
  'Holds on an account: they lower what is available, not the balance. Never deleted.';
comment on column ledger.liens.company_id is 'The company.';
comment on column ledger.liens.id is 'UUIDv7.';
comment on column ledger.liens.account_id is 'The account held.';
comment on column ledger.liens.amount is
  'What was held at first; amount - captured - released is held still.';
comment on column ledger.liens.captured is 'What was taken, in all parts.';
comment on column ledger.liens.released is 'What was given back, by release or by expiry.';
comment on column ledger.liens.status is 'active, or how its last part went: captured, released, expired.';
comment on column ledger.liens.reason is 'Why, for people.';
comment on column ledger.liens.expires_at is 'From then on it does not count, swept or not; null is never.';
comment on column ledger.liens.chain_id is
  'The chain it belongs to; such a lien has the chain''s deadline instead of an expiry.';
comment on column ledger.liens.step is 'The chain''s step.';
comment on column ledger.liens.beneficiary_account_id is 'The account that may spend it inside its chain.';
comment on column ledger.liens.version is 'Counts its changes; orders its events.';
comment on column ledger.liens.principal_id is 'Who placed it.';
comment on column ledger.liens.metadata is 'The client''s; never read as an instruction.';
comment on column ledger.liens.created_at is 'When it was placed.';
comment on column ledger.liens.ended_at is 'When its last part was captured, released or swept as expired.';

-- Serves: look-ups without the company.
create index idx_liens_id on ledger.liens (id);
-- Serves: an account's active liens, the expired ones first; its next expiry.
create index idx_liens_active on ledger.liens (company_id, account_id, expires_at) where status = 'active';
-- Serves: when an account's last active lien was placed.
create index idx_liens_created_at on ledger.liens (company_id, account_id, created_at)
  where status = 'active';
-- Serves: the liens of a chain, the oldest first.
create index idx_liens_chain_id on ledger.liens (chain_id, id) where chain_id is not null;
-- Serves: the sweep of expired liens.
create index idx_liens_due on ledger.liens (expires_at) where status = 'active' and expires_at is not null;

create table ledger.reversals (
  company_id uuid not null,
  transaction_id uuid not null,
  chain_id uuid not null,
  created_at timestamptz not null,
  primary key (company_id, transaction_id)
);
comment on table ledger.reversals is
  'Transactions that a chain has undone, or will when it settles: nobody else undoes them.';
comment on column ledger.reversals.company_id is 'The company that asked for the transaction.';
comment on column ledger.reversals.transaction_id is 'The transaction.';
comment on column ledger.reversals.chain_id is 'The chain.';
comment on column ledger.reversals.created_at is 'When the chain claimed it.';

create type ledger.entry as (
  "position" integer,
  company_id uuid,
  id uuid,
  hub_id uuid,
  transaction_id uuid,
  chain_id uuid,
  step text,
  principal_id uuid,
  request_id uuid,
  description text,
  effective_at timestamptz,
  reverses_entry_id uuid,
  line_count integer,
  metadata jsonb,
  lien_id uuid
);
comment on type ledger.entry is
  'A journal entry to be written, of the transaction at that position of the call; '
  'its posted_at is given under the lock.';

create type ledger.line as (
  "position" integer,
  entry_index integer,
  line_no integer,
  company_id uuid,
  account_id uuid,
  currency text,
  debit_amount numeric,
  credit_amount numeric,
  description text,
  condition jsonb
);
comment on type ledger.line is
  'A line to be written, of the entry at that index (from 1) of the call''s entries; '
  'balance and version come under the lock.';

create type ledger.problem as (
  "position" integer,
  entry integer,
  line integer,
  code text,
  detail text,
  field text,
  value jsonb
);
comment on type ledger.problem is
  'One fault of a request: its transaction, entry and line from 0 (null: of the whole), '
  'the field and value at fault.';

create type ledger.reading as (
  documents jsonb,
  callers access.caller[],
  entries ledger.entry[],
  lines ledger.line[],
  faulty integer[],
  is_intercompany boolean,
  has_ids boolean
);
comment on type ledger.reading is
  'Transactions that were read: as they came, who asks, the entries and lines that they would write; '
  'the positions at which something may be wrong, whether companies meet, and whether ids were brought.';

create type ledger.outcome as (
  "position" integer,
  status text,
  transaction_id uuid,
  entry_ids uuid[],
  code text,
  detail text,
  errors jsonb
);
comment on type ledger.outcome is
  'What became of one transaction of a call: position from 0; '
  'posted or refused; if refused the first error and all of them.';

create type ledger.creation as (
  company_id uuid,
  body jsonb,
  caller access.caller
);
comment on type ledger.creation is
  'A request to create an atomic transaction: the guide''s body, the company that it is for, and who asks.';

create type ledger.created as (
  "position" integer,
  code text,
  body jsonb
);
comment on type ledger.created is
  'What became of a creation, by its position from 0: the guide''s response, or the SQLSTATE of the refusal '
  'and {"detail", "errors"}.';

insert into audit.table_registry values
  ('ledger.currencies', 'reference'),
  ('ledger.companies', 'reference'),
  ('ledger.posting_limits', 'company'),
  ('ledger.accounts', 'company'),
  ('ledger.balances', 'company'),
  ('ledger.transaction_groups', 'company'),
  ('ledger.atomic_transactions', 'company'),
  ('ledger.journal_entries', 'company'),
  ('ledger.journal_lines', 'company'),
  ('ledger.liens', 'company'),
  ('ledger.reversals', 'company');

-- sql/schema/030_currencies.sql

-- ISO 4217: the currencies in circulation and the funds with an exponent (bond market units, metals and
-- test codes have none).
-- Source: ISO 4217 list one. A currency that is added later, a token or points come by a row of their own.

insert into ledger.currencies (code, exponent, name) values
  ('AED', 2, 'UAE Dirham'),
  ('AFN', 2, 'Afghani'),
  ('ALL', 2, 'Lek'),
  ('AMD', 2, 'Armenian Dram'),
  ('AOA', 2, 'Kwanza'),
  ('ARS', 2, 'Argentine Peso'),
  ('AUD', 2, 'Australian Dollar'),
  ('AWG', 2, 'Aruban Florin'),
  ('AZN', 2, 'Azerbaijan Manat'),
  ('BAM', 2, 'Convertible Mark'),
  ('BBD', 2, 'Barbados Dollar'),
  ('BDT', 2, 'Taka'),
  ('BHD', 3, 'Bahraini Dinar'),
  ('BIF', 0, 'Burundi Franc'),
  ('BMD', 2, 'Bermudian Dollar'),
  ('BND', 2, 'Brunei Dollar'),
  ('BOB', 2, 'Boliviano'),
  ('BOV', 2, 'Mvdol'),
  ('BRL', 2, 'Brazilian Real'),
  ('BSD', 2, 'Bahamian Dollar'),
  ('BTN', 2, 'Ngultrum'),
  ('BWP', 2, 'Pula'),
  ('BYN', 2, 'Belarusian Ruble'),
  ('BZD', 2, 'Belize Dollar'),
  ('CAD', 2, 'Canadian Dollar'),
  ('CDF', 2, 'Congolese Franc'),
  ('CHE', 2, 'WIR Euro'),
  ('CHF', 2, 'Swiss Franc'),
  ('CHW', 2, 'WIR Franc'),
  ('CLF', 4, 'Unidad de Fomento'),
  ('CLP', 0, 'Chilean Peso'),
  ('CNY', 2, 'Yuan Renminbi'),
  ('COP', 2, 'Colombian Peso'),
  ('COU', 2, 'Unidad de Valor Real'),
  ('CRC', 2, 'Costa Rican Colon'),
  ('CUP', 2, 'Cuban Peso'),
  ('CVE', 2, 'Cabo Verde Escudo'),
  ('CZK', 2, 'Czech Koruna'),
  ('DJF', 0, 'Djibouti Franc'),
  ('DKK', 2, 'Danish Krone'),
  ('DOP', 2, 'Dominican Peso'),
  ('DZD', 2, 'Algerian Dinar'),
  ('EGP', 2, 'Egyptian Pound'),
  ('ERN', 2, 'Nakfa'),
  ('ETB', 2, 'Ethiopian Birr'),
  ('EUR', 2, 'Euro'),
  ('FJD', 2, 'Fiji Dollar'),
  ('FKP', 2, 'Falkland Islands Pound'),
  ('GBP', 2, 'Pound Sterling'),
  ('GEL', 2, 'Lari'),
  ('GHS', 2, 'Ghana Cedi'),
  ('GIP', 2, 'Gibraltar Pound'),
  ('GMD', 2, 'Dalasi'),
  ('GNF', 0, 'Guinean Franc'),
  ('GTQ', 2, 'Quetzal'),
  ('GYD', 2, 'Guyana Dollar'),
  ('HKD', 2, 'Hong Kong Dollar'),
  ('HNL', 2, 'Lempira'),
  ('HTG', 2, 'Gourde'),
  ('HUF', 2, 'Forint'),
  ('IDR', 2, 'Rupiah'),
  ('ILS', 2, 'New Israeli Sheqel'),
  ('INR', 2, 'Indian Rupee'),
  ('IQD', 3, 'Iraqi Dinar'),
  ('IRR', 2, 'Iranian Rial'),
  ('ISK', 0, 'Iceland Krona'),
  ('JMD', 2, 'Jamaican Dollar'),
  ('JOD', 3, 'Jordanian Dinar'),
  ('JPY', 0, 'Yen'),
  ('KES', 2, 'Kenyan Shilling'),
  ('KGS', 2, 'Som'),
  ('KHR', 2, 'Riel'),
  ('KMF', 0, 'Comorian Franc'),
  ('KPW', 2, 'North Korean Won'),
  ('KRW', 0, 'Won'),
  ('KWD', 3, 'Kuwaiti Dinar'),
  ('KYD', 2, 'Cayman Islands Dollar'),
  ('KZT', 2, 'Tenge'),
  ('LAK', 2, 'Lao Kip'),
  ('LBP', 2, 'Lebanese Pound'),
  ('LKR', 2, 'Sri Lanka Rupee'),
  ('LRD', 2, 'Liberian Dollar'),
  ('LSL', 2, 'Loti'),
  ('LYD', 3, 'Libyan Dinar'),
  ('MAD', 2, 'Moroccan Dirham'),
  ('MDL', 2, 'Moldovan Leu'),
  ('MGA', 2, 'Malagasy Ariary'),
  ('MKD', 2, 'Denar'),
  ('MMK', 2, 'Kyat'),
  ('MNT', 2, 'Tugrik'),
  ('MOP', 2, 'Pataca'),
  ('MRU', 2, 'Ouguiya'),
  ('MUR', 2, 'Mauritius Rupee'),
  ('MVR', 2, 'Rufiyaa'),
  ('MWK', 2, 'Malawi Kwacha'),
  ('MXN', 2, 'Mexican Peso'),
  ('MXV', 2, 'Mexican Unidad de Inversion'),
  ('MYR', 2, 'Malaysian Ringgit'),
  ('MZN', 2, 'Mozambique Metical'),
  ('NAD', 2, 'Namibia Dollar'),
  ('NGN', 2, 'Naira'),
  ('NIO', 2, 'Cordoba Oro'),
  ('NOK', 2, 'Norwegian Krone'),
  ('NPR', 2, 'Nepalese Rupee'),
  ('NZD', 2, 'New Zealand Dollar'),
  ('OMR', 3, 'Rial Omani'),
  ('PAB', 2, 'Balboa'),
  ('PEN', 2, 'Sol'),
  ('PGK', 2, 'Kina'),
  ('PHP', 2, 'Philippine Peso'),
  ('PKR', 2, 'Pakistan Rupee'),
  ('PLN', 2, 'Zloty'),
  ('PYG', 0, 'Guarani'),
  ('QAR', 2, 'Qatari Rial'),
  ('RON', 2, 'Romanian Leu'),
  ('RSD', 2, 'Serbian Dinar'),
  ('RUB', 2, 'Russian Ruble'),
  ('RWF', 0, 'Rwanda Franc'),
  ('SAR', 2, 'Saudi Riyal'),
  ('SBD', 2, 'Solomon Islands Dollar'),
  ('SCR', 2, 'Seychelles Rupee'),
  ('SDG', 2, 'Sudanese Pound'),
  ('SEK', 2, 'Swedish Krona'),
  ('SGD', 2, 'Singapore Dollar'),
  ('SHP', 2, 'Saint Helena Pound'),
  ('SLE', 2, 'Leone'),
  ('SOS', 2, 'Somali Shilling'),
  ('SRD', 2, 'Surinam Dollar'),
  ('SSP', 2, 'South Sudanese Pound'),
  ('STN', 2, 'Dobra'),
  ('SVC', 2, 'El Salvador Colon'),
  ('SYP', 2, 'Syrian Pound'),
  ('SZL', 2, 'Lilangeni'),
  ('THB', 2, 'Baht'),
  ('TJS', 2, 'Somoni'),
  ('TMT', 2, 'Turkmenistan New Manat'),
  ('TND', 3, 'Tunisian Dinar'),
  ('TOP', 2, 'Pa''anga'),
  ('TRY', 2, 'Turkish Lira'),
  ('TTD', 2, 'Trinidad and Tobago Dollar'),
  ('TWD', 2, 'New Taiwan Dollar'),
  ('TZS', 2, 'Tanzanian Shilling'),
  ('UAH', 2, 'Hryvnia'),
  ('UGX', 0, 'Uganda Shilling'),
  ('USD', 2, 'US Dollar'),
  ('USN', 2, 'US Dollar (Next day)'),
  ('UYI', 0, 'Uruguay Peso en Unidades Indexadas'),
  ('UYU', 2, 'Peso Uruguayo'),
  ('UYW', 4, 'Unidad Previsional'),
  ('UZS', 2, 'Uzbekistan Sum'),
  ('VED', 2, 'Bolivar Soberano'),
  ('VES', 2, 'Bolivar Soberano'),
  ('VND', 0, 'Dong'),
  ('VUV', 0, 'Vatu'),
  ('WST', 2, 'Tala'),
  ('XAF', 0, 'CFA Franc BEAC'),
  ('XCD', 2, 'East Caribbean Dollar'),
  ('XCG', 2, 'Caribbean Guilder'),
  ('XOF', 0, 'CFA Franc BCEAO'),
  ('XPF', 0, 'CFP Franc'),
  ('YER', 2, 'Yemeni Rial'),
  ('ZAR', 2, 'Rand'),
  ('ZMW', 2, 'Zambian Kwacha'),
  ('ZWG', 2, 'Zimbabwe Gold');

-- sql/schema/040_relay.sql

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

-- sql/schema/050_chain.sql

-- Chains (CTE): steps with one outcome, and the liens (CTEL) that may be spent inside them.
--
-- A chain's own rows stand in the books of the company that asked. What it reserves on an account, and its
-- liens, stand in the books of the account's company; they are found by chain_id.

create table chain.transitions (
  subject text not null,
  from_state text not null,
  to_state text not null,
  primary key (subject, from_state, to_state),
  constraint subject_is_known check (subject in ('chain', 'step', 'deferred'))
);
comment on table chain.transitions is
  'The moves that a state may make; a trigger refuses every other, whoever asks for it.';
comment on column chain.transitions.subject is 'chain, step or deferred (transfer).';
comment on column chain.transitions.from_state is 'Before.';
comment on column chain.transitions.to_state is 'After.';

-- A step that runs in the database becomes ready, runs and ends in one commit: its row shows the end alone. A
-- chain's row too shows the last state of a commit; its events tell of each.
insert into chain.transitions values
  ('chain', 'CREATED', 'VALIDATED'),
  ('chain', 'CREATED', 'FAILED'),
  ('chain', 'VALIDATED', 'EXECUTING'),
  ('chain', 'VALIDATED', 'FAILED'),
  ('chain', 'EXECUTING', 'COMPLETED'),
  ('chain', 'EXECUTING', 'FAILED'),
  ('chain', 'FAILED', 'EXECUTING'),
  ('chain', 'FAILED', 'ROLLING_BACK'),
  ('chain', 'ROLLING_BACK', 'ROLLED_BACK'),
  ('step', 'PENDING', 'READY'),
  ('step', 'PENDING', 'SKIPPED'),
  ('step', 'PENDING', 'WAITING'),
  ('step', 'PENDING', 'SUCCEEDED'),
  ('step', 'PENDING', 'FAILED'),
  ('step', 'READY', 'SKIPPED'),
  ('step', 'READY', 'RUNNING'),
  ('step', 'READY', 'WAITING'),
  ('step', 'READY', 'SUCCEEDED'),
  ('step', 'READY', 'FAILED'),
  ('step', 'RUNNING', 'SUCCEEDED'),
  ('step', 'RUNNING', 'FAILED'),
  ('step', 'RUNNING', 'WAITING'),
  ('step', 'RUNNING', 'READY'),
  ('step', 'RUNNING', 'IN_DOUBT'),
  ('step', 'WAITING', 'RUNNING'),
  ('step', 'WAITING', 'SUCCEEDED'),
  ('step', 'WAITING', 'FAILED'),
  ('step', 'WAITING', 'SKIPPED'),
  ('step', 'WAITING', 'COMPENSATING'),
  ('step', 'WAITING', 'COMPENSATED'),
  ('step', 'WAITING', 'COMPENSATION_FAILED'),
  ('step', 'IN_DOUBT', 'SUCCEEDED'),
  ('step', 'IN_DOUBT', 'FAILED'),
  ('step', 'IN_DOUBT', 'READY'),
  ('step', 'IN_DOUBT', 'COMPENSATING'),
  ('step', 'SUCCEEDED', 'COMPENSATING'),
  ('step', 'SUCCEEDED', 'COMPENSATED'),
  ('step', 'SUCCEEDED', 'COMPENSATION_FAILED'),
  ('step', 'COMPENSATING', 'COMPENSATED'),
  ('step', 'COMPENSATING', 'COMPENSATION_FAILED'),
  ('step', 'COMPENSATION_FAILED', 'COMPENSATING'),
  ('step', 'COMPENSATION_FAILED', 'COMPENSATED'),
  ('step', 'COMPENSATED', 'PENDING'),
  ('step', 'SKIPPED', 'PENDING'),
  ('step', 'FAILED', 'PENDING'),
  ('step', 'FAILED', 'WAITING'),
  ('step', 'FAILED', 'COMPENSATING'),
  ('step', 'FAILED', 'COMPENSATED'),
  ('step', 'FAILED', 'COMPENSATION_FAILED'),
  ('deferred', 'pending', 'settled'),
  ('deferred', 'pending', 'dropped');

create table chain.step_kinds (
  kind text primary key,
  run_schema text not null default 'chain',
  run_function text not null,
  undo_function text,
  effects text[] not null,
  params jsonb not null,
  accounts jsonpath[] not null default '{}',
  steps jsonpath[] not null default '{}',
  transactions jsonpath[] not null default '{}',
  is_pure boolean not null default false,
  undoes_itself boolean not null default false,
  constraint effects_are_known check (
    effects <@ '{none,compensatable,pivot,retriable}' and cardinality(effects) > 0)
);
comment on table chain.step_kinds is
  'What a step can be: a row and a function a kind. Kinds of your own stand in a schema of your own.';
comment on column chain.step_kinds.kind is 'As a definition names it.';
comment on column chain.step_kinds.run_schema is 'Where its functions are.';
comment on column chain.step_kinds.run_function is
  'Takes a chain.call, returns a chain.effect: what the step would do. The engine judges and does it. '
  'The call has all that it may look at: rows of the chain are not there yet in its first commit.';
comment on column chain.step_kinds.undo_function is
  'Takes a chain.call of a step that ran, returns what undoes what it did beside money; '
  'null where there is no such thing: the engine itself undoes what moved.';
comment on column chain.step_kinds.effects is
  'The effects that a step of it may declare; the first is what it has when it declares neither one nor a '
  'compensation: with that it is compensatable.';
comment on column chain.step_kinds.params is 'Its parameters, as ledger.require_body takes them.';
comment on column chain.step_kinds.accounts is
  'Where its parameters name accounts: they are looked up, locked and guarded before it runs.';
comment on column chain.step_kinds.steps is 'Where they name earlier steps: it runs after those.';
comment on column chain.step_kinds.transactions is
  'Where they name transactions of the journal: their accounts are the step''s too.';
comment on column chain.step_kinds.is_pure is
  'Whether its function only looks at the call: such a step is also tried when a chain is validated.';
comment on column chain.step_kinds.undoes_itself is
  'Whether a compensatable step of it that declares no compensation is undone by one of its own kind and '
  'parameters.';

insert into chain.step_kinds
  (kind, run_function, undo_function, effects, params, accounts, steps, transactions, is_pure)
values
  ('transfer', 'run_transfer', null, '{compensatable,retriable}',
    '{"from": "string!", "to": "string!", "amount": "string!", "description": "string",
      "timing": "string", "guarded": "boolean"}', '{$.from,$.to}', '{}', '{}', true),
  ('entry', 'run_entry', null, '{compensatable,retriable}',
    '{"lines": "array!", "timing": "string", "guarded": "boolean"}', '{$.lines[*].account_id}', '{}', '{}',
    true),
  ('convert', 'run_convert', null, '{compensatable,retriable}',
    '{"from": "string!", "to": "string!", "amount": "string!", "rate": "string!",
      "from_position": "string!", "to_position": "string!", "description": "string"}',
    '{$.from,$.to,$.from_position,$.to_position}', '{}', '{}', true),
  ('lien', 'run_lien', null, '{compensatable,retriable}',
    '{"account": "string!", "beneficiary": "string!", "amount": "string!"}',
    '{$.account,$.beneficiary}', '{}', '{}', true),
  ('capture_lien', 'run_capture_lien', null, '{compensatable,retriable}',
    '{"lien": "string!", "amount": "string", "to": "string", "description": "string"}',
    '{$.to}', '{$.lien}', '{}', false),
  ('release_lien', 'run_release_lien', null, '{compensatable,retriable}',
    '{"lien": "string!", "amount": "string"}', '{}', '{$.lien}', '{}', false),
  ('open_account', 'run_open_account', 'undo_open_account', '{compensatable,retriable}',
    '{"code": "string!", "name": "string!", "type": "string!", "currency": "string!", "purpose": "string",
      "user_id": "string"}', '{}', '{}', '{}', false),
  ('reverse', 'run_reverse', 'undo_reverse', '{compensatable,retriable}',
    '{"transaction_id": "string!"}', '{}', '{}', '{$.transaction_id}', false),
  ('delay', 'run_delay', null, '{none}', '{"seconds": "number", "until": "string"}', '{}', '{}', '{}', true),
  ('callback', 'run_callback', null, '{none,compensatable,pivot,retriable}', '{"signal": "string"}',
    '{}', '{}', '{}', false),
  ('approval', 'run_approval', null, '{none}', '{"count": "number"}', '{}', '{}', '{}', true);
insert into chain.step_kinds (kind, run_function, effects, params, undoes_itself)
values
  ('external', 'run_external', '{none,compensatable,pivot,retriable}',
    '{"handler": "string!", "request": "object"}', true);

create table chain.handlers (
  handler text primary key,
  company_id uuid references ledger.companies (id),
  adapter text not null,
  config jsonb not null default '{}',
  timeout interval not null default '60 seconds',
  max_running integer,
  per_second numeric,
  allowance numeric not null default 0,
  allowed_at timestamptz,
  constraint handler_is_a_word check (handler ~ '^[a-z][a-z0-9_.-]{0,62}$'),
  constraint limits_are_positive check (
    max_running > 0 and per_second > 0 and per_second < 'Infinity' and timeout > '0')
);
comment on table chain.handlers is
  'Who does outside steps: a name that steps give, and what the orchestrator runs for it.';
comment on column chain.handlers.handler is 'As steps name it.';
comment on column chain.handlers.company_id is
  'The company whose chains may name it; null for every company''s.';
comment on column chain.handlers.adapter is 'What runs it: http, sandbox, or the entry point of one''s own.';
comment on column chain.handlers.config is
  'The adapter''s: where it is, and the name of its secret, not the secret.';
comment on column chain.handlers.timeout is
  'After which an attempt is given up, and asked about; its lease is prolonged until then.';
comment on column chain.handlers.max_running is 'How many of its tasks may run at once; null for any number.';
comment on column chain.handlers.per_second is 'How many may begin in a second; null for any number.';
comment on column chain.handlers.allowance is
  'Of per_second: how many might have begun by allowed_at and did not.';
comment on column chain.handlers.allowed_at is 'When the allowance was counted.';

create table chain.tasks (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  run integer not null,
  is_undoing boolean not null,
  id uuid not null,
  handler text not null references chain.handlers (handler),
  request jsonb not null,
  effect text not null,
  epoch integer not null,
  priority integer not null,
  retry jsonb not null,
  state text not null default 'READY',
  is_wanted boolean not null default true,
  was_in_doubt boolean not null default false,
  attempt integer not null default 0,
  due_at timestamptz,
  worker text,
  output jsonb,
  code text,
  detail text,
  is_told boolean not null default false,
  created_at timestamptz not null,
  parked_at timestamptz,
  ended_at timestamptz,
  primary key (company_id, chain_id, step_no, run, is_undoing),
  constraint state_is_known check (
    state in ('READY', 'RUNNING', 'IN_DOUBT', 'PARKED', 'SUCCEEDED', 'FAILED', 'VOID')),
  constraint parked_has_a_time check ((state = 'PARKED') = (parked_at is not null)),
  constraint ended_has_a_time check ((state in ('SUCCEEDED', 'FAILED', 'VOID')) = (ended_at is not null)),
  constraint output_is_an_object check (jsonb_typeof(output) = 'object'),
  constraint what_ended_is_not_due check (ended_at is null or due_at is null)
) with (fillfactor = 70);
comment on table chain.tasks is
  'What handlers are to do, or did, outside: a row an effect, forward or the undoing of it.';
comment on column chain.tasks.company_id is 'The chain''s company.';
comment on column chain.tasks.chain_id is 'The chain.';
comment on column chain.tasks.step_no is 'The step.';
comment on column chain.tasks.run is 'The step''s run.';
comment on column chain.tasks.is_undoing is 'Whether it undoes what the step''s other task did.';
comment on column chain.tasks.id is
  'UUIDv7: the idempotency key that the outside is given, the same for every attempt.';
comment on column chain.tasks.handler is 'Who is to do it.';
comment on column chain.tasks.request is 'What.';
comment on column chain.tasks.effect is 'The step''s: none and retriable may be done twice.';
comment on column chain.tasks.epoch is 'The chain''s when it was asked for.';
comment on column chain.tasks.priority is 'The chain''s.';
comment on column chain.tasks.retry is 'The step''s.';
comment on column chain.tasks.state is
  'READY, RUNNING, IN_DOUBT (it is asked whether it was done), PARKED (for an operator), SUCCEEDED, FAILED, '
  'or VOID: it never began, and never will.';
comment on column chain.tasks.is_wanted is 'False once it is to be undone: it may be asked about, not run.';
comment on column chain.tasks.was_in_doubt is
  'Whether an attempt had no known end: it may still be under way, so what failed after it is undone too.';
comment on column chain.tasks.attempt is
  'How often it was claimed: what reports for an earlier attempt is late.';
comment on column chain.tasks.due_at is
  'When it may be claimed; of one that runs, the end of the lease; null where nobody may.';
comment on column chain.tasks.worker is 'Who claimed it last.';
comment on column chain.tasks.output is 'What the handler answered.';
comment on column chain.tasks.code is 'Why it failed or is in doubt: the handler''s code.';
comment on column chain.tasks.detail is 'The words for it.';
comment on column chain.tasks.is_told is
  'Whether its chain was gone on with since it ended or was PARKED.';
comment on column chain.tasks.created_at is 'When the step was ready.';
comment on column chain.tasks.parked_at is 'Since when it is PARKED.';
comment on column chain.tasks.ended_at is 'When it SUCCEEDED, FAILED or was VOID.';
-- Serves: claims. What has ended is not in it.
create index idx_tasks_due on chain.tasks (handler, (- priority), company_id, due_at)
  where due_at is not null;
-- Serves: whether anything of a handler's is due, and how many of its tasks run.
create index idx_tasks_by_state on chain.tasks (handler, state, due_at) where due_at is not null;
-- Serves: chains that are to hear what became of a task.
create index idx_tasks_untold on chain.tasks (company_id, chain_id)
  where not is_told and state in ('SUCCEEDED', 'FAILED', 'VOID', 'PARKED');

-- Serves: what waits for an operator.
create index idx_tasks_parked on chain.tasks (company_id, chain_id) where state = 'PARKED';

create sequence chain.wakes;
comment on sequence chain.wakes is
  'When workers were last told that there is something to do, in milliseconds: all see it before it commits.';

create table chain.late_effects (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  run integer not null,
  is_undoing boolean not null,
  attempt integer not null,
  worker text not null,
  report jsonb not null,
  received_at timestamptz not null,
  primary key (company_id, chain_id, step_no, run, is_undoing, attempt, worker, received_at)
);
comment on table chain.late_effects is
  'What was reported by who no longer had the task: kept and shown; the chain''s state is as it was.';
comment on column chain.late_effects.company_id is 'The chain''s company.';
comment on column chain.late_effects.chain_id is 'The chain.';
comment on column chain.late_effects.step_no is 'The step.';
comment on column chain.late_effects.run is 'The step''s run.';
comment on column chain.late_effects.is_undoing is 'Whether it was the undoing.';
comment on column chain.late_effects.attempt is 'The attempt that it was reported for.';
comment on column chain.late_effects.worker is 'Who reported it.';
comment on column chain.late_effects.report is 'What: {"outcome", "output"?, "code"?, "detail"?}.';
comment on column chain.late_effects.received_at is 'When.';

create table chain.policies (
  company_id uuid primary key references ledger.companies (id),
  second_person boolean not null default false
);
comment on table chain.policies is
  'How companies would have their chains operated; without a row, by the defaults.';
comment on column chain.policies.company_id is 'The company.';
comment on column chain.policies.second_person is
  'Whether what one person resolves by hand takes effect only when another says the same.';

create table chain.resolutions (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  step_no integer not null,
  run integer not null,
  what text not null,
  outcome text not null,
  output jsonb not null default '{}',
  reason text,
  principal_id uuid not null,
  is_effective boolean not null,
  created_at timestamptz not null,
  primary key (company_id, chain_id, seq),
  constraint what_is_known check (what in ('in_doubt', 'undoing', 'out_of_attempts', 'late_effect')),
  constraint outcome_is_known check (outcome in ('retried', 'succeeded', 'failed', 'noted')),
  constraint output_is_an_object check (jsonb_typeof(output) = 'object'),
  constraint resolution_has_a_reason check (outcome = 'retried' or (reason ~ '\S') is true)
);
comment on table chain.resolutions is
  'What people did about parked work, append-only: of each matter, the last row is how it stands.';
comment on column chain.resolutions.company_id is 'The chain''s company.';
comment on column chain.resolutions.chain_id is 'The chain.';
comment on column chain.resolutions.seq is 'From 1 without a gap, in the chain.';
comment on column chain.resolutions.step_no is 'The step.';
comment on column chain.resolutions.run is 'The step''s run.';
comment on column chain.resolutions.what is 'What was parked: as chain.parked has it.';
comment on column chain.resolutions.outcome is
  'retried: it was to be tried once more; succeeded or failed: what became of it; noted: of a late effect, '
  'that it was seen to.';
comment on column chain.resolutions.output is 'What it answered, for later steps.';
comment on column chain.resolutions.reason is 'Why, in words; a retry needs none.';
comment on column chain.resolutions.principal_id is 'Who said so.';
comment on column chain.resolutions.is_effective is
  'Whether it took effect; else it is a proposal, until a second person says the same.';
comment on column chain.resolutions.created_at is 'When.';

create table chain.definitions (
  company_id uuid not null,
  name text not null,
  version integer not null,
  body jsonb not null,
  input_schema jsonb not null default '{}',
  principal_id uuid not null,
  created_at timestamptz not null,
  primary key (company_id, name, version),
  constraint name_is_a_word check (name ~ '^[a-z][a-z0-9_.-]{0,99}$'),
  constraint version_counts_from_one check (version > 0),
  constraint body_is_an_object check (jsonb_typeof(body) = 'object')
);
comment on table chain.definitions is
  'Chains to be started by name. A version never changes: a chain keeps the one it started with.';
comment on column chain.definitions.company_id is
  'The company whose chains it defines; access.installation() for everybody''s.';
comment on column chain.definitions.name is 'Its name.';
comment on column chain.definitions.version is 'From 1.';
comment on column chain.definitions.body is 'As chain.submit takes it, with {"$ref": "$.input.…"} in it.';
comment on column chain.definitions.input_schema is
  'The fields of the input, as ledger.require_body takes them.';
comment on column chain.definitions.principal_id is 'Who wrote it.';
comment on column chain.definitions.created_at is 'When.';

create table chain.chains (
  company_id uuid not null,
  id uuid not null,
  state text not null default 'CREATED',
  definition text,
  definition_version integer,
  input jsonb not null default '{}',
  settlement text not null default 'net',
  on_failure text not null default 'rollback',
  priority integer not null default 0,
  deadline timestamptz,
  companies uuid[],
  principal_id uuid not null,
  request_id uuid,
  metadata jsonb not null default '{}',
  epoch integer not null default 1,
  version integer not null default 0,
  due_at timestamptz,
  waiting_on text,
  failure jsonb,
  transaction_id uuid,
  last_seq integer not null default 0,
  last_hash bytea not null default '',
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (company_id, id),
  constraint state_is_known check (
    state in ('CREATED', 'VALIDATED', 'EXECUTING', 'COMPLETED', 'FAILED', 'ROLLING_BACK', 'ROLLED_BACK')),
  constraint settlement_is_net_or_gross check (settlement in ('net', 'gross')),
  constraint on_failure_is_rollback_or_hold check (on_failure in ('rollback', 'hold')),
  constraint ended_has_a_time check ((state in ('COMPLETED', 'ROLLED_BACK')) = (ended_at is not null)),
  constraint what_ended_is_not_due check (ended_at is null or due_at is null)
) with (fillfactor = 70);
comment on table chain.chains is
  'Chained transaction events: all of a chain''s steps have their effect, or none has. Its row is its lock.';
comment on column chain.chains.company_id is
  'The company that asked: the hub of lines that cross companies.';
comment on column chain.chains.id is 'UUIDv7.';
comment on column chain.chains.state is
  'CREATED, VALIDATED, EXECUTING, COMPLETED, FAILED, ROLLING_BACK or ROLLED_BACK.';
comment on column chain.chains.definition is
  'The definition that it was started from; null for one of its own.';
comment on column chain.chains.definition_version is 'The version of it.';
comment on column chain.chains.input is 'What the client gave; {"$ref": "$.input.…"} reads it.';
comment on column chain.chains.settlement is 'net posts a line per account, gross each transfer.';
comment on column chain.chains.on_failure is
  'rollback undoes at once; hold waits in FAILED for resume, rollback or the deadline.';
comment on column chain.chains.priority is 'Chains that are due go in this order, the largest first.';
comment on column chain.chains.deadline is 'From then on it fails, unless it has ended.';
comment on column chain.chains.companies is 'The companies whose accounts its steps may name; null for all.';
comment on column chain.chains.principal_id is 'Who asked for it.';
comment on column chain.chains.request_id is 'The request, for tracing.';
comment on column chain.chains.metadata is 'The client''s; never read as an instruction.';
comment on column chain.chains.epoch is
  'Raised by each rollback, of a part too, and by each resume. Handlers are told it: of two calls for one '
  'step the later has the say.';
comment on column chain.chains.version is 'Counts its events in the outbox.';
comment on column chain.chains.due_at is 'When there is something to do that nobody will ask for.';
comment on column chain.chains.waiting_on is 'What it waits for, for people; null where it need not wait.';
comment on column chain.chains.failure is 'Why it failed: {"step", "code", "detail"}.';
comment on column chain.chains.transaction_id is 'The transaction_id of its settlement in the journal.';
comment on column chain.chains.last_seq is 'The seq of its last event.';
comment on column chain.chains.last_hash is 'The hash of its last event.';
comment on column chain.chains.created_at is 'When it was asked for.';
comment on column chain.chains.ended_at is 'When it was COMPLETED or ROLLED_BACK.';
-- Serves: look-ups without the company.
create index idx_chains_id on chain.chains (id);
-- Serves: chains that are due, whoever's.
create index idx_chains_due_at on chain.chains (due_at) where due_at is not null;
-- Serves: a company's chains that have not ended.
create index idx_chains_live on chain.chains (company_id, id) where ended_at is null;
-- Serves: a company's chains of a definition.
create index idx_chains_definition on chain.chains (company_id, definition, id) where definition is not null;

create table chain.steps (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  name text not null,
  kind text not null,
  group_name text,
  state text not null default 'PENDING',
  effect text not null,
  depends_on integer[] not null default '{}',
  wave integer not null,
  condition text,
  params jsonb not null,
  accounts uuid[] not null default '{}',
  compensation jsonb,
  retry jsonb not null default '{}',
  timeout interval,
  is_checkpoint boolean not null default false,
  run integer not null default 1,
  attempt integer not null default 0,
  due_at timestamptz,
  waiting_on text,
  output jsonb,
  transaction_id uuid,
  gave_up jsonb,
  code text,
  detail text,
  done_seq integer,
  primary key (company_id, chain_id, step_no),
  foreign key (company_id, chain_id) references chain.chains (company_id, id),
  constraint name_is_unique_in_the_chain unique (company_id, chain_id, name),
  constraint state_is_known check (
    state in ('PENDING', 'READY', 'RUNNING', 'WAITING', 'IN_DOUBT', 'SUCCEEDED', 'FAILED', 'SKIPPED',
      'COMPENSATING', 'COMPENSATED', 'COMPENSATION_FAILED')),
  constraint effect_is_known check (effect in ('none', 'compensatable', 'pivot', 'retriable'))
) with (fillfactor = 70);
comment on table chain.steps is 'The nodes of a chain''s graph, in an order in which they can run.';
comment on column chain.steps.company_id is 'The chain''s company.';
comment on column chain.steps.chain_id is 'The chain.';
comment on column chain.steps.step_no is 'From 1: after all that it depends on.';
comment on column chain.steps.name is 'As the definition names it.';
comment on column chain.steps.kind is 'A kind of chain.step_kinds.';
comment on column chain.steps.group_name is
  'The group of steps that it is in, which do not wait for each other.';
comment on column chain.steps.state is
  'PENDING, READY, RUNNING, WAITING, IN_DOUBT, SUCCEEDED, FAILED, SKIPPED, COMPENSATING, COMPENSATED '
  'or COMPENSATION_FAILED.';
comment on column chain.steps.effect is
  'none; compensatable: can be undone; pivot: cannot; retriable: goes forward only, after a pivot.';
comment on column chain.steps.depends_on is 'The step_no of those that must have ended before.';
comment on column chain.steps.wave is 'Steps of one wave can run side by side.';
comment on column chain.steps.condition is
  'SQL/JSON path predicate over the context; where false it is skipped.';
comment on column chain.steps.params is
  'Its parameters; {"$ref": "$.steps.…"} takes a value from an earlier one.';
comment on column chain.steps.accounts is 'The accounts that its parameters name, as far as they are known.';
comment on column chain.steps.compensation is
  'A step, {"kind", "params"}, that undoes what the engine cannot.';
comment on column chain.steps.retry is
  '{"max_attempts", "initial", "factor", "max", "non_retryable": [code…]}, times in seconds.';
comment on column chain.steps.timeout is 'How long it may wait.';
comment on column chain.steps.is_checkpoint is 'Whether a failed chain can resume after it.';
comment on column chain.steps.run is 'From 1; a resume that runs it anew raises it.';
comment on column chain.steps.attempt is 'How often it was tried in this run.';
comment on column chain.steps.due_at is 'When it goes on by itself, or gives up.';
comment on column chain.steps.waiting_on is
  'What it waits for: signal:NAME, approval, review, time, retry, operator.';
comment on column chain.steps.output is 'What it answered; later steps read it as $.steps.NAME.';
comment on column chain.steps.transaction_id is
  'What it posted at once; null where its money moves at settlement.';
comment on column chain.steps.gave_up is
  'What it took of liens of the chain: undone, they are placed anew.';
comment on column chain.steps.code is 'SQLSTATE of why it failed.';
comment on column chain.steps.detail is 'The words for it.';
comment on column chain.steps.done_seq is
  'The event of its success: the order of effects, and of their undoing.';

create table chain.positions (
  company_id uuid not null,
  account_id uuid not null,
  chain_id uuid not null,
  liened numeric not null default 0,
  deferred_in numeric not null default 0,
  deferred_out numeric not null default 0,
  reserved numeric not null
    generated always as (greatest(0, deferred_out - liened - deferred_in)) stored,
  primary key (company_id, account_id, chain_id),
  constraint sums_are_not_negative check (
    liened >= 0 and liened < 'Infinity' and deferred_in >= 0 and deferred_in < 'Infinity'
    and deferred_out >= 0 and deferred_out < 'Infinity')
);
comment on table chain.positions is
  'What a chain counts on at an account. Gone when the chain has ended: no reservation outlives it.';
comment on column chain.positions.company_id is 'The account''s company.';
comment on column chain.positions.account_id is 'The account.';
comment on column chain.positions.chain_id is 'The chain.';
comment on column chain.positions.liened is 'L: active liens of the chain in favour of the account.';
comment on column chain.positions.deferred_in is 'I: what transfers of the chain will bring at settlement.';
comment on column chain.positions.deferred_out is 'O: what they will take.';
comment on column chain.positions.reserved is
  'R: what the account''s own funds must cover of that; part of held of its balance.';
-- Serves: the accounts of a chain.
create index idx_positions_chain_id on chain.positions (chain_id);

create table chain.deferred_transfers (
  company_id uuid not null,
  chain_id uuid not null,
  step_no integer not null,
  run integer not null,
  line_no integer not null,
  account_company_id uuid not null,
  account_id uuid not null,
  currency text not null,
  debit_amount ledger.amount not null,
  credit_amount ledger.amount not null,
  description text,
  reverses_transaction_id uuid,
  state text not null default 'pending',
  primary key (company_id, chain_id, step_no, run, line_no),
  constraint state_is_known check (state in ('pending', 'settled', 'dropped')),
  constraint line_is_either_debit_or_credit check (
    debit_amount >= 0 and credit_amount >= 0 and (debit_amount = 0) <> (credit_amount = 0))
) with (fillfactor = 70);
comment on table chain.deferred_transfers is
  'What steps move at settlement, a row a line; the gross of a settlement that posts the net.';
comment on column chain.deferred_transfers.company_id is 'The chain''s company.';
comment on column chain.deferred_transfers.chain_id is 'The chain.';
comment on column chain.deferred_transfers.step_no is 'The step.';
comment on column chain.deferred_transfers.run is 'The step''s run.';
comment on column chain.deferred_transfers.line_no is 'From 1.';
comment on column chain.deferred_transfers.account_company_id is 'The account''s company.';
comment on column chain.deferred_transfers.account_id is 'The account.';
comment on column chain.deferred_transfers.currency is 'The account''s currency.';
comment on column chain.deferred_transfers.debit_amount is 'Zero on a credit line.';
comment on column chain.deferred_transfers.credit_amount is 'Zero on a debit line.';
comment on column chain.deferred_transfers.description is 'What it is for.';
comment on column chain.deferred_transfers.reverses_transaction_id is
  'The transaction that it undoes: settled by entries of its own that say so.';
comment on column chain.deferred_transfers.state is 'pending, settled or dropped.';

create table chain.checkpoints (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  step_no integer not null,
  run integer not null,
  created_at timestamptz not null,
  primary key (company_id, chain_id, seq),
  foreign key (company_id, chain_id) references chain.chains (company_id, id)
);
comment on table chain.checkpoints is 'Where a failed chain can go on: what was done by then stays done.';
comment on column chain.checkpoints.company_id is 'The chain''s company.';
comment on column chain.checkpoints.chain_id is 'The chain.';
comment on column chain.checkpoints.seq is 'The event of the step''s success.';
comment on column chain.checkpoints.step_no is 'The step after which it stands.';
comment on column chain.checkpoints.run is 'The step''s run.';
comment on column chain.checkpoints.created_at is 'When it was passed.';

create table chain.signals (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  name text not null,
  run integer not null,
  is_undoing boolean not null,
  principal_id uuid not null,
  kind text not null,
  companies uuid[] not null,
  payload jsonb not null default '{}',
  received_at timestamptz not null,
  primary key (company_id, chain_id, seq),
  foreign key (company_id, chain_id) references chain.chains (company_id, id),
  constraint kind_is_known check (kind in ('signal', 'approval', 'rejection'))
);
comment on table chain.signals is
  'What chains were told from outside, the answer to a callback or an approval; kept when it comes early.';
comment on column chain.signals.company_id is 'The chain''s company.';
comment on column chain.signals.chain_id is 'The chain.';
comment on column chain.signals.seq is 'The event that tells of it.';
comment on column chain.signals.name is 'The callback''s signal, or the approval''s step.';
comment on column chain.signals.run is 'The run of the step that it is for.';
comment on column chain.signals.is_undoing is 'Whether it answers the undoing of the step.';
comment on column chain.signals.principal_id is 'Who told it.';
comment on column chain.signals.kind is 'signal, approval or rejection.';
comment on column chain.signals.companies is
  'Whose review it decides: of the companies whose risk rules held the step when it came, those that who '
  'told it could speak for.';
comment on column chain.signals.payload is 'What was told; the output of the step.';
comment on column chain.signals.received_at is 'When.';

create table chain.risk_measures (
  measure text primary key,
  run_schema text not null default 'chain',
  run_function text not null,
  unit text not null,
  has_window boolean not null default false,
  needs_account boolean not null default false,
  constraint unit_is_known check (unit in ('amount', 'count', 'seconds'))
);
comment on table chain.risk_measures is
  'What a risk rule can look at: a row and a function a measure. Measures of your own stand in a schema of '
  'your own.';
comment on column chain.risk_measures.measure is 'As a rule names it.';
comment on column chain.risk_measures.run_schema is 'Where its function is.';
comment on column chain.risk_measures.run_function is
  'Takes a chain.risk_call, returns what it measures, or null where that act does not concern it.';
comment on column chain.risk_measures.unit is
  'What a threshold is of: an amount of the rule''s currency, a count, or seconds.';
comment on column chain.risk_measures.has_window is 'Whether its rules say over how long they look.';
comment on column chain.risk_measures.needs_account is 'Whether its rules are of one account each.';

insert into chain.risk_measures (measure, run_function, unit, has_window, needs_account) values
  ('largest_lien', 'measure_largest_lien', 'amount', false, false),
  ('chain_exposure', 'measure_chain_exposure', 'amount', false, false),
  ('account_exposure', 'measure_account_exposure', 'amount', false, false),
  ('unbacked_exposure', 'measure_unbacked_exposure', 'amount', false, false),
  ('velocity_count', 'measure_velocity_count', 'count', true, false),
  ('velocity_amount', 'measure_velocity_amount', 'amount', true, false),
  ('lien_age', 'measure_lien_age', 'seconds', false, false),
  ('blocked_account', 'measure_blocked_account', 'amount', false, true);

create table chain.risk_rules (
  company_id uuid not null references ledger.companies (id),
  name text not null,
  version integer not null,
  measure text not null references chain.risk_measures (measure),
  threshold numeric not null,
  window_length interval,
  currency text references ledger.currencies (code),
  account_id uuid,
  action text not null,
  principal_id uuid not null,
  created_at timestamptz not null,
  primary key (company_id, name, version),
  foreign key (company_id, account_id) references ledger.accounts (company_id, id),
  constraint name_is_a_word check (name ~ '^[a-z][a-z0-9_.-]{0,99}$'),
  constraint version_counts_from_one check (version > 0),
  constraint threshold_is_a_number check (threshold >= 0 and threshold < 'Infinity'),
  constraint window_is_a_time check (window_length > interval '0'),
  constraint action_is_known check (action in ('deny', 'review', 'off'))
);
comment on table chain.risk_rules is
  'What is denied on a company''s accounts inside chains, or waits for an approval. A version never changes; '
  'the newest of a name counts.';
comment on column chain.risk_rules.company_id is
  'The company whose accounts it is for, whosever the chain is.';
comment on column chain.risk_rules.name is 'Its name.';
comment on column chain.risk_rules.version is 'From 1.';
comment on column chain.risk_rules.measure is
  'What it looks at, of chain.risk_measures; the same in all versions.';
comment on column chain.risk_rules.threshold is 'What is measured may be as much as that, and no more.';
comment on column chain.risk_rules.window_length is
  'Over how long it looks; null where its measure has no window.';
comment on column chain.risk_rules.currency is 'The accounts that it is for, by currency; null for any.';
comment on column chain.risk_rules.account_id is
  'The one account that it is for; null for all of the company.';
comment on column chain.risk_rules.action is
  'What becomes of an act that is above: deny refuses it, review holds it until somebody approves; off is '
  'no rule now.';
comment on column chain.risk_rules.principal_id is 'Who set it.';
comment on column chain.risk_rules.created_at is 'When.';

-- No foreign key to the rule, which is never changed or deleted: all chains at once would lock its one row.
create table chain.risk_assessments (
  company_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  rule text not null,
  rule_version integer not null,
  chain_id uuid not null,
  step text,
  run integer,
  amount numeric not null,
  brought numeric not null,
  moved numeric not null,
  measured numeric not null,
  decision text not null,
  outcome text not null,
  seq integer not null,
  actor uuid not null,
  assessed_at timestamptz not null,
  primary key (company_id, id),
  constraint decision_is_known check (decision in ('allow', 'approved', 'review', 'deny')),
  constraint outcome_is_known check (outcome in ('passed', 'held', 'refused'))
);
comment on table chain.risk_assessments is
  'What each risk rule said of each act of a chain on an account; append-only, whatever became of the chain.';
comment on column chain.risk_assessments.company_id is 'The account''s company, whose rule it is.';
comment on column chain.risk_assessments.id is 'UUIDv7.';
comment on column chain.risk_assessments.account_id is 'The account.';
comment on column chain.risk_assessments.rule is 'The rule.';
comment on column chain.risk_assessments.rule_version is 'Its version.';
comment on column chain.risk_assessments.chain_id is 'The chain.';
comment on column chain.risk_assessments.step is 'The step; null for a lien that was added to the chain.';
comment on column chain.risk_assessments.run is 'The step''s run.';
comment on column chain.risk_assessments.amount is 'What the act takes of the account, or holds on it.';
comment on column chain.risk_assessments.brought is 'What it brings to it, or holds in its favour.';
comment on column chain.risk_assessments.moved is
  'What it moves on it, a lien''s capture too, or holds.';
comment on column chain.risk_assessments.measured is 'What the rule measured, the act included.';
comment on column chain.risk_assessments.decision is
  'What the rule said: allow, approved (above, and somebody approved), review or deny.';
comment on column chain.risk_assessments.outcome is
  'What became of the act by all rules together: passed, held for review, or refused.';
comment on column chain.risk_assessments.seq is
  'The last event of the chain before it: an approval that came later is of what was held.';
comment on column chain.risk_assessments.actor is 'The principal in whose name the chain went on.';
comment on column chain.risk_assessments.assessed_at is 'When.';
-- Serves: what a rule let pass on an account within its window.
create index idx_risk_assessments_passed
  on chain.risk_assessments (company_id, account_id, rule, assessed_at) include (amount)
  where outcome = 'passed';
-- Serves: the assessments of a chain, the oldest first; what of it is held for review.
create index idx_risk_assessments_chain_id on chain.risk_assessments (chain_id, id);

create table chain.events (
  company_id uuid not null,
  chain_id uuid not null,
  seq integer not null,
  type text not null,
  step text,
  payload jsonb not null,
  actor uuid not null,
  occurred_at timestamptz not null,
  prev_hash bytea not null,
  hash bytea not null,
  xid bigint not null default (pg_catalog.pg_current_xact_id()::text)::bigint,
  primary key (company_id, chain_id, seq),
  constraint hash_is_sha256 check (length(hash) = 32)
);
comment on table chain.events is
  'What happened to chains, append-only; each event''s hash covers the one before it.';
comment on column chain.events.company_id is 'The chain''s company.';
comment on column chain.events.chain_id is 'The chain.';
comment on column chain.events.seq is 'From 1 without a gap.';
comment on column chain.events.type is
  'chain.STATE, step.STATE, in small letters; transaction.reversed, signal.received, lien.changed, '
  'deadline.changed, resolution.made.';
comment on column chain.events.step is 'The step; null where it concerns the chain.';
comment on column chain.events.payload is 'Amounts and times as strings.';
comment on column chain.events.actor is 'The principal.';
comment on column chain.events.occurred_at is 'When.';
comment on column chain.events.prev_hash is 'The hash of the event before; empty for the first.';
comment on column chain.events.hash is 'sha256, of what chain.hash_event says.';
comment on column chain.events.xid is
  'The transaction that wrote it, an xid8 as a number: audit.seal looks by it for what is new.';
-- Serves: what audit.seal has not seen yet; see the journal's.
create index idx_events_xid on chain.events using brin (xid) with (autosummarize = on);

create type chain.account as (
  company_id uuid,
  id uuid,
  currency text,
  exponent integer,
  normal_side text,
  floor numeric,
  status text,
  purpose text,
  available numeric,
  liened numeric,
  deferred_in numeric,
  deferred_out numeric,
  is_assessed boolean
);
comment on type chain.account is
  'An account as a chain sees it under the lock: what is available to everybody, the chain''s position, and '
  'whether its company has risk rules.';

create type chain.hold as (
  lien_id uuid,
  account_id uuid,
  beneficiary_id uuid,
  amount numeric
);
comment on type chain.hold is
  'A lien to be placed on an account in favour of another, or of itself (a guard); '
  'with a lien_id, what is given up of that one.';

create type chain.effect as (
  outcome text,
  code text,
  detail text,
  output jsonb,
  lines ledger.line[],
  is_immediate boolean,
  is_guarded boolean,
  holds chain.hold[],
  due_at timestamptz,
  waiting_on text,
  reverses_transaction_id uuid
);
comment on type chain.effect is
  'What a step would do: done, with lines to move at settlement or at once and liens to place or to give up; '
  'waiting, for what and until when; busy: what it needs is locked, it is asked again; or refused, with the '
  'SQLSTATE and the words.';

create type chain.call as (
  step chain.steps,
  params jsonb,
  accounts chain.account[],
  liens ledger.liens[],
  signals chain.signals[],
  called_at timestamptz,
  epoch integer,
  priority integer,
  is_undoing boolean
);
comment on type chain.call is
  'What a step is run with: itself, its parameters with all references resolved, the accounts that they '
  'name, the chain''s active liens, what it was told, the time, the chain''s epoch and priority, and whether '
  'it undoes what the step did.';

create type chain.claim as (
  company_id uuid,
  chain_id uuid,
  step_no integer,
  run integer,
  is_undoing boolean,
  attempt integer,
  id uuid,
  undoes uuid,
  epoch integer,
  handler text,
  step text,
  request jsonb,
  output jsonb,
  must_ask boolean,
  may_run boolean,
  lease_until timestamptz
);
comment on type chain.claim is
  'A task that a worker has until lease_until: must_ask, whether it was done before, and then, if it was not '
  'and may_run, it is done. Of an undoing, undoes is the step''s own task, and output what that answered.';

create type chain.risk_call as (
  rule chain.risk_rules,
  chain_id uuid,
  before chain.account,
  after chain.account,
  amount numeric,
  brought numeric,
  moved numeric,
  largest_lien numeric,
  exposure_before numeric,
  exposure numeric,
  oldest_lien_at timestamptz,
  called_at timestamptz
);
comment on type chain.risk_call is
  'What a risk measure looks at: a rule, one account before and after an act of a chain, what the act takes '
  'of it, brings to it and moves on it, and the chain''s exposure on it.';

create type chain.problem as (
  step text,
  code text,
  detail text,
  field text
);
comment on type chain.problem is 'A fault of a definition: the step that it is in (null: of the whole).';

create type chain.need as (
  nth integer,
  step text,
  name text,
  needed integer
);
comment on type chain.need is
  'What a step of a definition depends on, by name and by place in it; no place: there is no such step.';

create type chain.named_account as (
  step text,
  value text,
  account_id uuid
);
comment on type chain.named_account is
  'An account that a step names; account_id is null where what it says is no id.';

create type chain.event as (
  type text,
  step text,
  payload jsonb
);
comment on type chain.event is 'What happened, to be written to chain.events.';

create type chain.work as (
  chain chain.chains,
  steps chain.steps[],
  accounts chain.account[],
  liens ledger.liens[],
  transfers chain.deferred_transfers[],
  signals chain.signals[],
  entries ledger.entry[],
  lines ledger.line[],
  events chain.event[],
  actor uuid,
  locked_at timestamptz
);
comment on type chain.work is
  'A chain in memory, between load_work and save_work: all that is live of it, what it posts in this '
  'commit, and what happened; judged and changed there, written once.';

insert into audit.table_registry values
  ('chain.transitions', 'reference'),
  ('chain.step_kinds', 'reference'),
  ('chain.definitions', 'company'),
  ('chain.chains', 'company'),
  ('chain.steps', 'company'),
  ('chain.positions', 'company'),
  ('chain.deferred_transfers', 'company'),
  ('chain.checkpoints', 'company'),
  ('chain.signals', 'company'),
  ('chain.risk_measures', 'reference'),
  ('chain.risk_rules', 'company'),
  ('chain.risk_assessments', 'company'),
  ('chain.events', 'company'),
  ('chain.handlers', 'reference'),
  ('chain.tasks', 'company'),
  ('chain.late_effects', 'company'),
  ('chain.policies', 'company'),
  ('chain.resolutions', 'company');
