-- Params: {"id", "from"?, "to"?, "limit"?, "cursor"?}; from and to are of the effective time, cursor is the
-- next_cursor of the page before. Returns {"items": [ledger.account_history], "next_cursor"}.
-- Raises ZA004, LG019.

create or replace function ledger.serve_list_account_transactions(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_account ledger.accounts := ledger.called_account(p_call);
  v_limit integer := ledger.read_limit(p_call.params);
  v_from timestamptz := ledger.read_time(p_call.params -> 'from');
  v_to timestamptz := ledger.read_time(p_call.params -> 'to');
  v_items jsonb;
begin
  if (p_call.params ? 'from' and v_from is null) or (p_call.params ? 'to' and v_to is null)
    or p_call.params ->> 'cursor' !~ '^[0-9]{1,18}$'
  then
    raise exception using
      errcode = 'LG019', message = 'from and to are times, cursor is the next_cursor of the page before';
  end if;
  select coalesce(jsonb_agg(jsonb_build_object(
    'version', h.account_version, 'transaction_id', h.transaction_id, 'entry_id', h.entry_id,
    'line_no', h.line_no, 'posted_at', ledger.as_instant(h.posted_at),
    'effective_at', ledger.as_instant(h.effective_at), 'description', h.description,
    'debit_amount', h.debit_amount::text, 'credit_amount', h.credit_amount::text,
    'balance_after', h.balance_after::text) order by h.account_version desc), '[]')
  into v_items
  from ledger.account_history(
    v_account.company_id, v_account.id, v_from, v_to, (p_call.params ->> 'cursor')::bigint, v_limit) h;
  return ledger.page_of(v_items, v_limit, 'version');
end
$$;

comment on function ledger.serve_list_account_transactions(access.call) is
  'Serves GET accounts/{id}/transactions.';
