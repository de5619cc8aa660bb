create or replace function ledger.posted(p_normal_side text, p_debits numeric, p_credits numeric)
  returns numeric
  language sql
  immutable
  parallel safe
as $$
  select case p_normal_side when 'credit' then p_credits - p_debits else p_debits - p_credits end
$$;

comment on function ledger.posted(text, numeric, numeric) is
  'A balance, or a change of one, on the account''s normal side.';
