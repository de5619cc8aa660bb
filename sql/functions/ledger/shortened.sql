create or replace function ledger.shortened(p_value jsonb)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select case when length(p_value::text) > 200 then to_jsonb(left(p_value::text, 200) || '…') else p_value end
$$;

comment on function ledger.shortened(jsonb) is
  'A value to show in a message: itself, or its first 200 characters.';
