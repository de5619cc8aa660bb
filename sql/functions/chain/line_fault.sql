-- Why a line of a step of kind entry is none: the SQLSTATE, or null.

create or replace function chain.line_fault(p_line jsonb, p_account chain.account)
  returns text
  language sql
  stable
as $$
  select case
    when jsonb_typeof(p_line) <> 'object' then 'LG001'
    when p_line - '{account_id,debit_amount,credit_amount,description}'::text[] <> '{}' then 'LG002'
    when p_account.id is null then 'LG011'
    else coalesce(
      ledger.amount_fault(p_line -> 'debit_amount', p_account.exponent),
      ledger.amount_fault(p_line -> 'credit_amount', p_account.exponent),
      case (coalesce((p_line ->> 'debit_amount')::numeric, 0) > 0)::integer
        + (coalesce((p_line ->> 'credit_amount')::numeric, 0) > 0)::integer
        when 0 then 'LG026' when 2 then 'LG025' end)
  end
$$;

comment on function chain.line_fault(jsonb, chain.account) is
  'Private: why a line of a step is none; null when it is one.';
