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
