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
