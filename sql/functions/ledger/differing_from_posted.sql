-- Of transactions whose transaction_id a company has posted, the positions of those that now have a line
-- which was not posted: the same key, another content.

create or replace function ledger.differing_from_posted(p_company_id uuid, p_transactions jsonb)
  returns setof integer
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
begin
  return query
  select distinct r.position
  from ledger.read_lines(p_transactions, null) r
  where not exists (
    select
    from (
      select j.company_id, j.id from ledger.journal_entries j
      where j.company_id = p_company_id
        and j.transaction_id = ledger.read_uuid(p_transactions -> r.position ->> 'transaction_id')
      offset 0
    ) e
    cross join lateral (
      select j.* from ledger.journal_lines j where j.company_id = e.company_id and j.entry_id = e.id offset 0
    ) l
    where (l.account_id, l.debit_amount, l.credit_amount) = (r.account_id, r.debit_amount, r.credit_amount)
    offset 0);
end
$$;

comment on function ledger.differing_from_posted(uuid, jsonb) is
  'Which of the transactions, posted before under their ids, have another content now.';
