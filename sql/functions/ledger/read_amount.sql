-- Raises LG020 to LG024 for what is no amount.

create or replace function ledger.read_amount(p_field text, p_value jsonb)
  returns numeric
  language plpgsql
  immutable
as $$
declare
  v_fault text := ledger.amount_fault(p_value, 18);
begin
  if v_fault is not null then
    raise exception using errcode = v_fault, message = ledger.describe_fault(v_fault, p_field, p_value);
  end if;
  return (p_value #>> '{}')::numeric;
end
$$;

comment on function ledger.read_amount(text, jsonb) is
  'An amount in JSON, a string of plain decimal digits; null when it is absent.';
