-- Which of the call's transactions carry a transaction_id that was used before: in the journal, or earlier in
-- the call. A transaction uses its id for each company that it concerns: the one that asks, and those in
-- whose books it stands. To be called under the lock of the balances: a twin with the same lines waited for
-- it, and sees the first one's entries. (offset 0: each id is looked up; the journal is never hashed.)

create or replace function ledger.find_used_ids(p_entries ledger.entry[])
  returns setof ledger.problem
  language sql
  stable
as $$
  select u.position, null::integer, null::integer, 'LG014',
         ledger.describe_fault('LG014', 'transaction_id', to_jsonb(u.transaction_id)),
         'transaction_id', to_jsonb(u.transaction_id)
  from (
    select e.position, e.transaction_id, c.id as company_id,
           min(e.position) over (partition by c.id, e.transaction_id) as first_position
    from unnest(p_entries) e
    cross join lateral (values (e.company_id), (nullif(e.hub_id, e.company_id))) c (id)
    where e.id is not null and c.id is not null
  ) u
  group by u.position, u.transaction_id
  having bool_or(u.position <> u.first_position
    or exists (
      select from ledger.journal_entries j
      where j.company_id = u.company_id and j.transaction_id = u.transaction_id offset 0)
    or exists (
      select from ledger.journal_entries j
      where j.hub_id = u.company_id and j.transaction_id = u.transaction_id offset 0))
$$;

comment on function ledger.find_used_ids(ledger.entry[]) is
  'Private: the transactions whose transaction_id was used before.';
