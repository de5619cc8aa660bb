-- What moved between each company and the others since ever, in both directions, per currency: what its
-- intercompany accounts were debited and credited. A reversal counts as the move back that it is.

create or replace function ledger.cross_company_volume()
  returns table (company_id uuid, currency text, amount numeric)
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
  select a.company_id, a.currency, sum(b.debits + b.credits)
  from ledger.accounts a
  join ledger.balances b on b.company_id = a.company_id and b.account_id = a.id
  where a.purpose = 'intercompany'
  group by a.company_id, a.currency;
end
$$;

comment on function ledger.cross_company_volume() is
  'What moved between each company and the others, since ever.';
