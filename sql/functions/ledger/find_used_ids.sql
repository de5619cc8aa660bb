-- Which of the call's transactions carry a transaction_id that the journal has. A transaction uses its id for
-- each company that it concerns: the one that asks, and those in whose books it stands. To be called under
-- the lock of the balances: a twin with the same lines waited for it, and sees the first one's entries.
-- (offset 0: each id is looked up; the journal is never hashed.)

create or replace function ledger.find_used_ids(p_entries ledger.entry[])
  returns setof ledger.problem
  language sql
  stable
as $$
  select e.position, null::integer, null::integer, 'LG014',
         ledger.describe_fault('LG014', 'transaction_id', to_jsonb(e.transaction_id)),
         'transaction_id', to_jsonb(e.transaction_id)
  from unnest(p_entries) e
  cross join lateral (values (e.company_id), (nullif(e.hub_id, e.company_id))) c (id)
  where e.id is not null and c.id is not null
  group by e.position, e.transaction_id
  having bool_or(
    exists (
      select from ledger.journal_entries j
      where j.company_id = c.id and j.transaction_id = e.transaction_id offset 0)
    or exists (
      select from ledger.journal_entries j
      where j.hub_id = c.id and j.transaction_id = e.transaction_id offset 0))
$$;

comment on function ledger.find_used_ids(ledger.entry[]) is
  'Private: the transactions whose transaction_id was used before.';
