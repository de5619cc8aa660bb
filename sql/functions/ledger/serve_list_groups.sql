-- Params: {"limit"?, "after"?}. Returns what ledger.list_groups does. Raises LG019.

create or replace function ledger.serve_list_groups(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  return ledger.list_groups(
    p_call.company_id, ledger.read_limit(p_call.params), ledger.read_cursor(p_call.params, 'after'));
end
$$;

comment on function ledger.serve_list_groups(access.call) is
  'Serves GET atomic-transactions/groups/list.';
