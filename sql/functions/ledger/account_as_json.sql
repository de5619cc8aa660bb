create or replace function ledger.account_as_json(p_account ledger.accounts)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'id', p_account.id, 'company_id', p_account.company_id, 'code', p_account.code, 'name', p_account.name,
    'user_id', p_account.user_id, 'type', p_account.type, 'purpose', p_account.purpose,
    'currency', p_account.currency, 'normal_side', p_account.normal_side,
    'floor', round(p_account.floor, c.exponent)::text, 'status', p_account.status,
    'metadata', p_account.metadata, 'created_at', ledger.as_time(p_account.created_at))
  from ledger.currencies c
  where c.code = p_account.currency
$$;

comment on function ledger.account_as_json(ledger.accounts) is
  'An account as callers see it; amounts in the currency''s decimals.';
