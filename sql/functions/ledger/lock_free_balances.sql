-- Locks the balances of the lines' accounts that nobody else holds at the moment, and returns these lines'
-- accounts; waits for none. (Hash joins: of what is in memory.)

create or replace function ledger.lock_free_balances(p_lines ledger.line[])
  returns table (company_id uuid, account_id uuid)
  language plpgsql
  set enable_seqscan = off
  set enable_mergejoin = off
as $$
begin
  return query
  select b.company_id, b.account_id
  from ledger.balances b
  where (b.company_id, b.account_id) in (select l.company_id, l.account_id from unnest(p_lines) l)
  for update of b skip locked;
end
$$;

comment on function ledger.lock_free_balances(ledger.line[]) is
  'Private: locks those balances of the lines'' accounts that nobody else holds.';
