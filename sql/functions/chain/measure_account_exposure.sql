-- Measure account_exposure: chain_exposure, and what other chains hold of the account: their liens on it in
-- favour of others, and what they reserve. In units of its currency. What others took at once and what has
-- settled is gone, and no exposure any more: a velocity counts it.
-- Exact: the account's balance is locked, and whoever places a lien or reserves funds on it locks that first.

create or replace function chain.measure_account_exposure(p_call chain.risk_call)
  returns numeric
  language sql
  stable
as $$
  select case when p_call.exposure > p_call.exposure_before then
    p_call.exposure
    + coalesce((
      select sum(l.amount - l.captured - l.released)
      from ledger.liens l
      where l.company_id = (p_call.after).company_id and l.account_id = (p_call.after).id
        and l.status = 'active' and l.chain_id <> p_call.chain_id
        and l.beneficiary_account_id <> l.account_id), 0)
    + coalesce((
      select sum(p.reserved)
      from chain.positions p
      where p.company_id = (p_call.after).company_id and p.account_id = (p_call.after).id
        and p.chain_id <> p_call.chain_id), 0)
  end
$$;

comment on function chain.measure_account_exposure(chain.risk_call) is
  'Measure account_exposure: what all chains hold of an account''s own funds.';
