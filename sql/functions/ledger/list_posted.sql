create or replace function ledger.list_posted(p_entries ledger.entry[])
  returns setof ledger.outcome
  language sql
  stable
as $$
  select e.position, 'posted', e.transaction_id, array_agg(e.id), null, null, null::jsonb
  from unnest(p_entries) e
  where e.id is not null
  group by e.position, e.transaction_id
  order by 1
$$;

comment on function ledger.list_posted(ledger.entry[]) is
  'Private: the outcomes of a call''s transactions that were posted, in order.';
