-- Measure chain_exposure: what the chain holds or has taken of the account's own funds, the act included, in
-- units of its currency: chain.find_risk_calls. Concerns an act by which that rises: also the release of a
-- lien in the account's favour that it has spent.

create or replace function chain.measure_chain_exposure(p_call chain.risk_call)
  returns numeric
  language sql
  immutable
as $$
  select case when p_call.exposure > p_call.exposure_before then p_call.exposure end
$$;

comment on function chain.measure_chain_exposure(chain.risk_call) is
  'Measure chain_exposure: what one chain holds or has taken of an account''s own funds.';
