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
  v_after uuid := ledger.read_cursor(p_call.params, 'cursor');
  v_items jsonb;
begin
  select coalesce(jsonb_agg(ledger.account_as_json(p) order by p.id), '[]')
  into v_items
  from (
    select a.* from ledger.accounts a
    where (v_companies is null or a.company_id = any (v_companies))
      and coalesce(a.user_id = p_call.params ->> 'user_id', not p_call.params ? 'user_id')
      and coalesce(a.id > v_after, true)
    order by a.id
    limit v_limit
  ) p;
  return ledger.page_of(v_items, v_limit, 'id');
end
$$;

comment on function ledger.serve_list_accounts(access.call) is
  'Serves GET accounts.';
