-- The positions of creations that need an account which somebody else holds at the moment.
-- Locks the balances of the other accounts; waits for none.

create or replace function ledger.find_contended(p_creations ledger.creation[])
  returns setof integer
  language plpgsql
as $$
begin
  return query
  with needed as materialized (
    select distinct r.position, r.company_id, r.account_id
    from ledger.read_lines(
      ledger.creations_as_transactions(p_creations), array(select c.caller from unnest(p_creations) c)) r
    where r.account_id is not null
  ), free as materialized (
    select b.company_id, b.account_id
    from ledger.balances b
    where (b.company_id, b.account_id) in (select n.company_id, n.account_id from needed n)
    for update of b skip locked
  )
  select distinct n.position
  from needed n
  where not exists (select from free f where f.company_id = n.company_id and f.account_id = n.account_id);
end
$$;

comment on function ledger.find_contended(ledger.creation[]) is
  'Private: the creations that would wait for an account.';
