-- Which of the call's transactions carry a transaction_id that was used before: by the company that asks, or
-- in the books of a company that it has lines in; in the journal, or earlier in the call. To be called under
-- the lock of the balances: a twin with the same lines waited for it, and sees the first one's entries.

create or replace function ledger.find_used_ids(p_entries ledger.entry[])
  returns setof ledger.problem
  language sql
  stable
as $$
  select e.position, null::integer, null::integer, 'LG014',
         ledger.describe_fault('LG014', 'transaction_id', to_jsonb(e.transaction_id)),
         'transaction_id', to_jsonb(e.transaction_id)
  from (
    select x.position, x.company_id, x.hub_id, x.transaction_id,
           least(min(x.position) over (partition by x.company_id, x.transaction_id),
             min(x.position) over (partition by x.hub_id, x.transaction_id)) as first_position
    from unnest(p_entries) x
    where x.id is not null
  ) e
  group by e.position, e.transaction_id
  having bool_or(e.position <> e.first_position
    or exists (
      select from ledger.journal_entries j
      where j.company_id in (e.company_id, e.hub_id) and j.transaction_id = e.transaction_id)
    or exists (
      select from ledger.journal_entries j
      where j.hub_id = e.hub_id and j.transaction_id = e.transaction_id))
$$;

comment on function ledger.find_used_ids(ledger.entry[]) is
  'Private: the transactions whose transaction_id was used before.';
