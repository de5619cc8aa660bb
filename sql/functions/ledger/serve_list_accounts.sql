-- Params: {"company_id"?, "user_id"?, "limit"?, "cursor"?}. Of the companies that the caller may use, by
-- id. Returns {"items": [ledger.account_as_json], "next_cursor"}. Raises LG019.

create or replace function ledger.serve_list_accounts(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_limit integer := ledger.read_limit(p_call.params);
  v_companies uuid[] := case
    when p_call.company_id is null then (p_call.caller).companies else array[p_call.company_id] end;
  v_items jsonb;
begin
  select coalesce(jsonb_agg(ledger.account_as_json(a) order by a.id), '[]')
  into v_items
  from ledger.find_accounts(
    v_companies, p_call.params ->> 'user_id', ledger.read_cursor(p_call.params, 'cursor'), v_limit) a;
  return ledger.page_of(v_items, v_limit, 'id');
end
$$;

comment on function ledger.serve_list_accounts(access.call) is
  'Serves GET accounts.';
