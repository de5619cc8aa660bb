-- Measure unbacked_exposure: how far what is taken and held of the account, by whomever, is above what is
-- posted to it, in units of its currency: what is available below zero. More than nothing only where the
-- account's floor is negative, or where it has none. Concerns an act by which less becomes available.

create or replace function chain.measure_unbacked_exposure(p_call chain.risk_call)
  returns numeric
  language sql
  immutable
as $$
  select case when (p_call.after).available < (p_call.before).available
    then greatest(0, -(p_call.after).available) end
$$;

comment on function chain.measure_unbacked_exposure(chain.risk_call) is
  'Measure unbacked_exposure: what is held of an account beyond what is posted to it.';
