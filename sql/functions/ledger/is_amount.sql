create or replace function ledger.is_amount(p_amount numeric, p_exponent integer)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select p_amount is null or (abs(p_amount) < 1e30 and scale(p_amount) <= p_exponent)
$$;

comment on function ledger.is_amount(numeric, integer) is
  'Whether a number is an amount of a currency with that exponent: '
  'finite, in range, not too many decimals; null is.';
