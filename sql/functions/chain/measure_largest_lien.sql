-- Measure largest_lien: the largest lien that the act places on the account in favour of another, in units of
-- its currency. Guards are none: they hold what the chain itself brought.

create or replace function chain.measure_largest_lien(p_call chain.risk_call)
  returns numeric
  language sql
  immutable
as $$
  select p_call.largest_lien
$$;

comment on function chain.measure_largest_lien(chain.risk_call) is
  'Measure largest_lien: the largest lien that an act places on an account.';
