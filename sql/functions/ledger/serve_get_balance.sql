-- Params: {"id", "at"?}. Returns {"account_id", "currency", "posted", "held", "available", "version",
-- "as_of"}; of a time that is past, what was posted then: {"account_id", "currency", "posted", "as_of"}.
-- Raises ZA004, LG019 (at).

create or replace function ledger.serve_get_balance(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_account ledger.accounts := ledger.called_account(p_call);
  v_at timestamptz := ledger.read_time(p_call.params -> 'at');
  v_balance ledger.account_balances;
begin
  if p_call.params ? 'at' then
    if v_at is null then
      raise exception using
        errcode = 'LG019', message = format('Not a time: at=%s', p_call.params ->> 'at');
    end if;
    return jsonb_build_object(
      'account_id', v_account.id, 'currency', v_account.currency,
      'posted', ledger.balance_at(v_account.company_id, v_account.id, v_at)::text,
      'as_of', ledger.as_instant(v_at));
  end if;
  select b.* into v_balance from ledger.account_balances b
  where b.company_id = v_account.company_id and b.account_id = v_account.id;
  return jsonb_build_object(
    'account_id', v_account.id, 'currency', v_account.currency, 'posted', v_balance.posted::text,
    'held', v_balance.held::text, 'available', v_balance.available::text, 'version', v_balance.version,
    'as_of', ledger.as_instant(v_balance.as_of));
end
$$;

comment on function ledger.serve_get_balance(access.call) is
  'Serves GET accounts/{id}/balance.';
