-- Measure blocked_account: what the act takes of the account or holds on it, and what it brings to it or
-- holds in its favour, in units of its currency: with the threshold 0 it is blocked in both directions. So is
-- the capture of a lien that was placed before; its release is not.

create or replace function chain.measure_blocked_account(p_call chain.risk_call)
  returns numeric
  language sql
  immutable
as $$
  select nullif(p_call.moved, 0)
$$;

comment on function chain.measure_blocked_account(chain.risk_call) is
  'Measure blocked_account: whatever an act moves on an account.';
