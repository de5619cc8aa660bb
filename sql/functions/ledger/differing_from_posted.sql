-- Of transactions whose transaction_id a company has posted, the positions of those that now have a line
-- which was not posted: the same key, another content.

create or replace function ledger.differing_from_posted(p_company_id uuid, p_transactions jsonb)
  returns setof integer
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select distinct r.position
  from ledger.read_lines(p_transactions) r
  where not exists (
    select
    from ledger.journal_entries e
    join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
    where e.company_id = p_company_id
      and e.transaction_id = ledger.read_uuid(p_transactions -> r.position ->> 'transaction_id')
      and (l.account_id, l.debit_amount, l.credit_amount) = (r.account_id, r.debit_amount, r.credit_amount));
end
$$;

comment on function ledger.differing_from_posted(uuid, jsonb) is
  'Which of the transactions, posted before under their ids, have another content now.';
