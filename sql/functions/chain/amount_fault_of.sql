-- Why a step's amount is none above zero of the account's currency: {code, detail}, or null.

create or replace function chain.amount_fault_of(p_field text, p_amount jsonb, p_account chain.account)
  returns text[]
  language plpgsql
  stable
as $$
declare
  v_code text := ledger.amount_fault(p_amount, p_account.exponent);
begin
  if v_code is null and coalesce((p_amount #>> '{}')::numeric, 0) = 0 then
    return array['SG022', format('%s is not above zero', p_field)];
  elsif v_code is not null then
    return array[v_code, ledger.describe_fault(v_code, p_field, p_amount)];
  end if;
  return null;
end
$$;

comment on function chain.amount_fault_of(text, jsonb, chain.account) is
  'Private: why a value is no amount above zero of an account''s currency; null when it is one.';
